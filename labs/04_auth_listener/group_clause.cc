#include "labs/04_auth_listener/group_clause.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/strace/trace.h"
#include "gtest/gtest.h"
#include "labs/04_auth_listener/evidence.h"
#include "labs/04_auth_listener/forged_visit.h"

namespace lab {
namespace {

using ::uds_testing::Call;
using ::uds_testing::CallPattern;
using ::uds_testing::CallsMatching;
using ::uds_testing::Clause;
using ::uds_testing::Injection;
using ::uds_testing::Subject;
using ::uds_testing::Trace;

std::string AllowGid(unsigned gid) {
  return absl::StrFormat("--allow_gid=%u", gid);
}

// The visitor's UID and GID are not named, so that what the kernel says of his
// supplementary groups decides. It is asked in the second call of getsockopt
// or, by who first asks how many there are, in the third.
ForgedVisit VisitWithGroups(const Injection& injection,
                            const CallPattern& forged, Visit::Outcome expected,
                            const std::string& why) {
  return {.flags = {absl::StrFormat("--allow_uid=%u", kStranger.uid),
                    AllowGid(kStranger.gid)},
          .injections = {injection.On(2, 3)},
          .expected = expected,
          .why = why,
          .forged = [forged](const Trace& trace) {
            const auto asked =
                CallsMatching(trace, Call("getsockopt").With("SO_PEERGROUPS"));
            if (asked.empty() || forged.Matches(asked.back())) {
              return absl::OkStatus();
            }
            return absl::UnavailableError(
                "strace forges the second and third answer of getsockopt, and "
                "SO_PEERGROUPS was not asked for there. Ask for SO_PEERCRED "
                "once, and then for SO_PEERGROUPS.\n" +
                trace.Excerpt(asked.back().last_line));
          }};
}

// strace writes one group over the answer, and its size, in native byte order.
ForgedVisit VisitOfAMember() {
  const gid_t group = kStranger.gid;
  const auto hex = [](unsigned number) {
    std::string text;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(&number);
    for (size_t i = 0; i < sizeof(number); ++i) {
      absl::StrAppendFormat(&text, "%02x", bytes[i]);
    }
    return text;
  };
  return VisitWithGroups(
      Injection::Parse("getsockopt:poke_exit=@arg4=" + hex(group) +
                       ",@arg5=" + hex(sizeof(group))),
      Call("getsockopt").With(absl::StrFormat("[%u]", group)), Visit::kServed,
      absl::StrFormat("the kernel says that %u is a supplementary group of the "
                      "visitor: ask for SO_PEERGROUPS",
                      group));
}

ForgedVisit VisitOfOneWithoutAnswer() {
  return VisitWithGroups(
      Injection::Error("getsockopt", "ENOPROTOOPT"),
      Call("getsockopt").FailingWith("ENOPROTOOPT"), Visit::kRefused,
      "SO_PEERGROUPS fails, so that nobody knows the visitor's groups");
}

}  // namespace

Clause AdmitsTheGroupsThatAreNamed() {
  return {
      "AdmitsTheGroupsThatAreNamed",
      "With --allow_gid who is in a group in it comes in too, be it his GID or "
      "a supplementary one, beside the server's own user; and not if his "
      "groups cannot be had.",
      "Compare the GID of the ucred, and then the groups of SO_PEERGROUPS; "
      "where that fails, refuse.",
      {"AdmitsTheUidsThatAreNamed"},
      [](const Subject& subject) {
        for (const ForgedVisit& visit :
             {VisitAs(kStranger, AllowGid(kStranger.gid), Visit::kServed,
                      "its GID is named"),
              VisitAs(kStranger, AllowGid(kStranger.uid), Visit::kRefused,
                      "its UID is no GID"),
              VisitOfAMember(), VisitOfOneWithoutAnswer(),
              VisitAsOneself(AllowGid(kStranger.gid), Visit::kServed,
                             "the visitor is the server's own user")}) {
          ExpectVisit(subject, visit);
          if (testing::Test::HasFailure()) return;
        }
        uds_testing::Figure("a member, by another group, by a UID",
                            "served, served, refused");
      }};
}

}  // namespace lab
