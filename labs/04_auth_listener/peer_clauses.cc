#include "labs/04_auth_listener/peer_clauses.h"

#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/testing/contract/handling.h"
#include "common/testing/contract/subject.h"
#include "common/testing/for_people.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/04_auth_listener/evidence.h"
#include "labs/04_auth_listener/visit.h"

namespace lab {

using ::testing::ElementsAre;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Handling;
using ::uds_testing::Judgeable;
using ::uds_testing::PrintedForPeople;
using ::uds_testing::SeesPeerCredentials;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;
using ::uds_testing::Ucred;

namespace {

// As of "accept, SO_PEERCRED, read".
std::string OrderOf(const Handling& handling) {
  if (handling.transfers == 0) return "accept, and nothing read";
  if (handling.asked_first) return "accept, SO_PEERCRED, read";
  return handling.asked ? "accept, read, SO_PEERCRED"
                        : "accept, read, and no SO_PEERCRED";
}

}  // namespace

Clause AsksTheKernelBeforeItReads() {
  return {
      "AsksTheKernelBeforeItReads",
      "On each connection SO_PEERCRED is asked for after accept, and before a "
      "byte is read or written.",
      "getsockopt(2) in Accept, on the descriptor that accept4(2) returned: "
      "what a peer says does not matter before it is known who it is.",
      {"Replies"},
      [](const Subject& subject) {
        constexpr size_t kVisits = 5;
        const auto server = TracedServer::Start(subject);
        if (!Judgeable(server.status())) return;
        for (size_t i = 0; i < kVisits; ++i) {
          const Visit visit = VisitServer(**server);
          ASSERT_EQ(visit.outcome, Visit::kServed) << visit;
        }
        const auto run = (*server)->Stop();
        if (!Judgeable(run.status())) return;
        const std::vector<Handling> handlings = HandlingsOf(run->trace);
        ASSERT_EQ(handlings.size(), kVisits) << "connections accepted";
        for (const Handling& handling : handlings) {
          const std::string seen = OrderOf(handling);
          ASSERT_EQ(seen, "accept, SO_PEERCRED, read")
              << "of what was done on a connection:\n"
              << run->trace.Excerpt(handling.line);
        }
        Figure("in order, on 5 connections", "accept, SO_PEERCRED, recv");
      }};
}

Clause LogsWhoCameIn() {
  return {
      "LogsWhoCameIn",
      "The log has one line for each peer that was let in: \"Accepted "
      "connection from UID=1000 PID=5713 GID=1000\", with the numbers of the "
      "client.",
      "Print what getsockopt(2) wrote into the ucred.",
      {"AsksTheKernelBeforeItReads"},
      [](const Subject& subject) {
        const auto server = TracedServer::Start(subject);
        if (!Judgeable(server.status())) return;
        const auto client =
            uds_testing::StartClient(subject, (*server)->path(), {});
        if (!Judgeable(client.status())) return;
        const Ucred known = {.pid = (*client)->process().pid(),
                             .uid = ::geteuid(),
                             .gid = ::getegid()};
        if (!Judgeable((*client)->Finish().status())) return;
        const auto run = (*server)->Stop();
        if (!Judgeable(run.status())) return;
        ASSERT_THAT(run->trace, SeesPeerCredentials(known));
        ASSERT_THAT(LogLines(*run, "Accepted"),
                    ElementsAre(TellsOfAccepted(known)))
            << absl::StrFormat(
                   "the client was UID %u, pid %d, GID %u; the log is to say "
                   "\"Accepted connection from UID=%u PID=%d GID=%u\", once; "
                   "%s\n%s",
                   known.uid, known.pid, known.gid, known.uid, known.pid,
                   known.gid, PrintedForPeople(run->output, run->errors),
                   ExcerptOfFirst(run->trace));
        ASSERT_EQ(LogLines(*run, "Rejected").size(), 0u)
            << "the only client was let in; "
            << PrintedForPeople(run->output, run->errors);
        Figure("test, trace and log", "the same UID, pid and GID");
      }};
}

}  // namespace lab
