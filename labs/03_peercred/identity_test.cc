#include "labs/03_peercred/identity.h"

#include <sys/socket.h>
#include <unistd.h>

#include <vector>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

TEST(IdentityTest, IsWrittenAsTheLogHasIt) {
  const Identity none = {.credentials = {.pid = 12, .uid = 1000, .gid = 100},
                         .groups = {}};
  EXPECT_EQ(none.ToString(), "PID=12 UID=1000 GID=100 GROUPS=none");
  const Identity some = {.credentials = {.pid = 12, .uid = 1000, .gid = 100},
                         .groups = {4, 27}};
  EXPECT_EQ(some.ToString(), "PID=12 UID=1000 GID=100 GROUPS=4,27");
}

TEST(IdentityTest, IsNeverWrittenWithASign) {
  const Identity highest = {
      .credentials = {.pid = 0, .uid = 4294967294, .gid = 4294967294},
      .groups = {4294967294}};
  EXPECT_EQ(highest.ToString(),
            "PID=0 UID=4294967294 GID=4294967294 GROUPS=4294967294");
}

TEST(IdentityTest, OfASocketPairIsThatOfItsMaker) {
  const auto [left, right] = uds::SocketPair().value();
  const absl::StatusOr<Identity> self = IdentityOfPeer(left.get());
  ASSERT_TRUE(self.ok()) << self.status();
  EXPECT_EQ(self->credentials,
            (uds::PeerCredentials{::getpid(), ::geteuid(), ::getegid()}));
  std::vector<gid_t> groups(::getgroups(0, nullptr));
  ASSERT_EQ(::getgroups(groups.size(), groups.data()),
            static_cast<int>(groups.size()));
  EXPECT_EQ(self->groups, groups);
}

TEST(IdentityTest, OfASocketWithoutAPeerIsAnError) {
  const uds::UniqueFd tcp(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(IdentityOfPeer(tcp.get()).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace lab
