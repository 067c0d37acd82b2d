#include "labs/03_peercred/group_clauses.h"

#include <sys/types.h>
#include <unistd.h>

#include <climits>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/03_peercred/evidence.h"
#include "labs/03_peercred/visit.h"

namespace lab {
namespace {

using ::testing::EndsWith;
using ::uds_testing::Call;
using ::uds_testing::CallPattern;
using ::uds_testing::CallsMatching;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Injection;
using ::uds_testing::Judgeable;
using ::uds_testing::Makes;
using ::uds_testing::MakesCallsInOrder;
using ::uds_testing::Subject;

CallPattern AsksForGroups() { return Call("getsockopt").With("SO_PEERGROUPS"); }

// As the log should have our own.
std::string OwnGroups() {
  std::vector<gid_t> groups(::getgroups(0, nullptr));
  EXPECT_EQ(::getgroups(groups.size(), groups.data()),
            static_cast<int>(groups.size()));
  return " GROUPS=" + (groups.empty() ? "none" : absl::StrJoin(groups, ","));
}

void NamesGroups(const Subject& subject) {
  const auto visit = VisitServer(subject);
  if (!Judgeable(visit.status())) return;
  ASSERT_THAT(visit->server.trace, Makes(AsksForGroups().Succeeding()));
  EXPECT_THAT(OnlyClientLine(visit->server.output), EndsWith(OwnGroups()));
  Figure("the groups", "as getgroups(2) has them");
}

// What the kernel answers where `bytes` are needed: the length by the fifth
// argument. strace(1), poke_exit
Injection TooSmallFor(unsigned bytes) {
  return Injection::Parse(absl::StrFormat(
      "getsockopt:error=ERANGE:poke_exit=@arg5=%02x%02x%02x%02x", bytes & 0xff,
      bytes >> 8 & 0xff, bytes >> 16 & 0xff, bytes >> 24 & 0xff));
}

void AsksAgain(const Subject& subject) {
  constexpr unsigned kMost = NGROUPS_MAX * sizeof(gid_t);
  constexpr unsigned kMore = 100 * sizeof(gid_t);
  const auto before = VisitServer(subject);
  if (!Judgeable(before.status())) return;
  const auto asked = CallsMatching(before->server.trace, AsksForGroups());
  ASSERT_FALSE(asked.empty());
  // "[128 => 0]": what it has room for, and what there was.
  const unsigned room = std::atoi(asked[0].args.back().c_str() + 1);
  if (room + kMore > kMost) {
    Figure("bytes for groups at once, and there are never more", room);
    return;
  }
  const auto fault = WhereItAsks(before->server.trace, "SO_PEERGROUPS",
                                 TooSmallFor(room + kMore));
  const auto visit = VisitServer(subject, "", {fault.value()});
  if (!Judgeable(visit.status())) return;
  const CallPattern does_not_fit = AsksForGroups().FailingWith("ERANGE");
  if (CallsMatching(visit->server.trace, does_not_fit).empty()) {
    Judgeable(absl::UnavailableError(
        "SO_PEERGROUPS was asked by another thread than the first time, so "
        "that its answer could not be changed; try again"));
    return;
  }
  ASSERT_THAT(visit->server.trace,
              MakesCallsInOrder({does_not_fit, AsksForGroups().Succeeding()}));
  EXPECT_THAT(OnlyClientLine(visit->server.output), EndsWith(OwnGroups()));
  Figure("in order", "ERANGE, room for more, the groups");
}

}  // namespace

Clause NamesTheSupplementaryGroups() {
  return {"NamesTheSupplementaryGroups",
          "The log names the client's supplementary groups too, behind the "
          "GID: \" GROUPS=4,27\", or \" GROUPS=none\".",
          "struct ucred has one group; ask getsockopt(2) for SO_PEERGROUPS.",
          {"TellsTheClientWhomItSaw"},
          NamesGroups};
}

Clause AsksAgainWhereTheGroupsDoNotFit() {
  return {"AsksAgainWhereTheGroupsDoNotFit",
          "Where the client has more groups than the server has room for "
          "(ERANGE), the server asks again with the room that it takes.",
          "With ERANGE the kernel has written into the length how many bytes "
          "it takes.",
          {"NamesTheSupplementaryGroups"},
          AsksAgain};
}

}  // namespace lab
