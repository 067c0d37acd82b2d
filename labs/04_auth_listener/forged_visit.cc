#include "labs/04_auth_listener/forged_visit.h"

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/testing/contract/contract.h"
#include "common/testing/strace/traced_process.h"
#include "gtest/gtest.h"
#include "labs/04_auth_listener/evidence.h"
#include "labs/04_auth_listener/forged.h"

namespace lab {

using ::uds_testing::Injection;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::Trace;
using ::uds_testing::TracedServer;
using ::uds_testing::Ucred;

ForgedVisit VisitAs(Ucred peer, const std::string& flag,
                    Visit::Outcome expected, const std::string& why) {
  return {.flags = {flag},
          // Only its first question: the next may be for a list of groups.
          .injections = {Injection::PeerCredentials(peer).On(1)},
          .expected = expected,
          .why = absl::StrFormat("the kernel says UID %u, GID %u: %s", peer.uid,
                                 peer.gid, why),
          .forged = [peer](const Trace& trace) {
            return ForgedOnly(trace, AnsweredAs(peer), 1, 1);
          }};
}

ForgedVisit VisitAsOneself(const std::string& flag, Visit::Outcome expected,
                           const std::string& why) {
  return {.flags = {flag},
          .injections = {},
          .expected = expected,
          .why = why,
          .forged = [](const Trace&) { return absl::OkStatus(); }};
}

void ExpectVisit(const Subject& subject, const ForgedVisit& visit) {
  const auto server = TracedServer::Start(
      subject, {.arguments = visit.flags, .injections = visit.injections});
  if (!Judgeable(server.status())) return;
  const Visit seen = VisitServer(**server);
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  if (!Judgeable(visit.forged(run->trace))) return;
  EXPECT_EQ(seen.outcome, visit.expected)
      << "with " << absl::StrJoin(visit.flags, " ") << ", where " << visit.why
      << (seen.said.empty() ? "" : "\nThe visitor got: ") << seen.said << "\n"
      << ExcerptOfFirst(run->trace);
}

}  // namespace lab
