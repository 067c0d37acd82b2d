#include "common/socket/connect_to_server.h"

#include <sys/socket.h>

#include <string>

#include "absl/status/status.h"
#include "common/socket/bound_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using ::testing::HasSubstr;

class ConnectToServerTest : public ::testing::Test {
 protected:
  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("s");
  const UnixAddress address_ = UnixAddress::FromPath(path_).value();
};

TEST_F(ConnectToServerTest, ConnectsToWhoListens) {
  const BoundSocket bound = BoundSocket::Bind(address_, 0600).value();
  ASSERT_EQ(::listen(bound.fd(), 1), 0);
  EXPECT_TRUE(ConnectToServer(address_).ok());
}

TEST_F(ConnectToServerTest, WithoutAServerItNamesThePathAndTheWayOut) {
  const absl::Status missing = ConnectToServer(address_).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(missing.message()), HasSubstr(path_));
  EXPECT_THAT(std::string(missing.message()), HasSubstr("--socket"));

  const BoundSocket nobody_listens = BoundSocket::Bind(address_, 0600).value();
  const absl::Status refused = ConnectToServer(address_).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("is the server running?"));
}

}  // namespace
}  // namespace uds
