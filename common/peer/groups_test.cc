#include "common/peer/groups.h"

#include <grp.h>
#include <limits.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/testing/second_user.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<gid_t> Sorted(std::vector<gid_t> groups) {
  std::sort(groups.begin(), groups.end());
  return groups;
}

std::vector<gid_t> OwnGroups() {
  std::vector<gid_t> groups(NGROUPS_MAX);
  const int count = ::getgroups(groups.size(), groups.data());
  EXPECT_GE(count, 0);
  groups.resize(count);
  return Sorted(std::move(groups));
}

std::vector<gid_t> GroupsSeen(int fd) {
  return Sorted(GetPeerGroups(fd).value());
}

absl::StatusCode CodeOf(int domain, int type) {
  const UniqueFd fd(::socket(domain, type | SOCK_CLOEXEC, 0));
  return GetPeerGroups(fd.get()).status().code();
}

TEST(PeerGroupsTest, OfASocketPairAreThoseOfItsMaker) {
  const auto [left, right] = SocketPair().value();
  EXPECT_EQ(GroupsSeen(left.get()), OwnGroups());
}

TEST(PeerGroupsTest, AreRefusedWhereTheKernelKnowsOfNoPeer) {
  EXPECT_EQ(CodeOf(AF_UNIX, SOCK_STREAM),  // not connected
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeOf(AF_UNIX, SOCK_DGRAM), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeOf(AF_INET, SOCK_STREAM),
            absl::StatusCode::kFailedPrecondition);
}

TEST(PeerGroupsTest, OfWhatIsNoSocketAreAnError) {
  int fds[2];
  ASSERT_EQ(::pipe(fds), 0);
  const UniqueFd read_end(fds[0]);
  const UniqueFd write_end(fds[1]);
  EXPECT_FALSE(GetPeerGroups(read_end.get()).ok());
}

// Joins and leaves groups, for which it takes root.
class ChosenPeerGroupsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto root = uds_testing::FindSecondUser();
    if (!root.ok()) GTEST_SKIP() << root.status().message();
  }
  ~ChosenPeerGroupsTest() override { Join(saved_); }

  static bool Join(const std::vector<gid_t>& groups) {
    return ::setgroups(groups.size(), groups.data()) == 0;
  }

  // Of the peer in a pair that is made by a process in `groups`.
  static std::vector<gid_t> Seen(const std::vector<gid_t>& groups) {
    EXPECT_TRUE(Join(groups));
    const auto [left, right] = SocketPair().value();
    return GroupsSeen(left.get());
  }

  const std::vector<gid_t> saved_ = OwnGroups();
};

TEST_F(ChosenPeerGroupsTest, MayBeNone) { EXPECT_THAT(Seen({}), IsEmpty()); }

TEST_F(ChosenPeerGroupsTest, AreReportedAllHoweverManyThereAre) {
  for (const int count : {1, 31, 32, 33, 1000, NGROUPS_MAX}) {
    std::vector<gid_t> groups;
    for (int i = 0; i < count; ++i) groups.push_back(1 + i % 60'000);
    EXPECT_TRUE(Seen(groups) == Sorted(groups)) << count << " groups";
  }
}

TEST_F(ChosenPeerGroupsTest, AreThoseOfConnectTime) {
  ASSERT_TRUE(Join({4711}));
  const auto [left, right] = SocketPair().value();
  ASSERT_TRUE(Join({4712}));
  EXPECT_THAT(GroupsSeen(left.get()), ElementsAre(4711));
}

TEST_F(ChosenPeerGroupsTest, NeedNotHoldTheEffectiveGroup) {
  EXPECT_THAT(Seen({::getegid() + 1}), ElementsAre(::getegid() + 1));
}

}  // namespace
}  // namespace uds
