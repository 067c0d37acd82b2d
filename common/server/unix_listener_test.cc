#include "common/server/unix_listener.h"

#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

class UnixListenerTest : public ::testing::Test {
 protected:
  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("s");
  const UnixAddress address_ = UnixAddress::FromPath(path_).value();
};

TEST_F(UnixListenerTest, AcceptsWhoConnects) {
  const auto listener = UnixListener::Create(address_, 0600).value();
  EXPECT_EQ(listener->Accept()->outcome, AcceptResult::kNoneWaiting);
  const absl::StatusOr<UniqueFd> client = Connect(address_);
  ASSERT_TRUE(client.ok()) << client.status();
  EXPECT_EQ(listener->Accept()->outcome, AcceptResult::kAccepted);
}

TEST_F(UnixListenerTest, GivesTheFileItsMode) {
  const auto listener = UnixListener::Create(address_, 0620).value();
  struct stat found;
  ASSERT_EQ(::lstat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0620u);
}

TEST_F(UnixListenerTest, WithdrawnCannotBeFoundButStillAcceptsWhoWaits) {
  const auto listener = UnixListener::Create(address_, 0600).value();
  const absl::StatusOr<UniqueFd> early = Connect(address_);
  ASSERT_TRUE(early.ok()) << early.status();
  listener->Withdraw();
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_EQ(Connect(address_).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(listener->Accept()->outcome, AcceptResult::kAccepted);
}

TEST_F(UnixListenerTest, WithdrawnRefusesWhoKnowsAnotherWayToIt) {
  const std::string link = directory_.Path("link");
  const auto listener = UnixListener::Create(address_, 0600).value();
  std::filesystem::create_hard_link(path_, link);
  listener->Withdraw();
  EXPECT_EQ(Connect(UnixAddress::FromPath(link).value()).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(UnixListenerTest, TakesAnAbstractName) {
  const UnixAddress name = UnixAddress::FromAbstractName(
                               "uds-labs-test-" + std::to_string(::getpid()))
                               .value();
  {
    const auto listener = UnixListener::Create(name, 0600).value();
    EXPECT_TRUE(Connect(name).ok());
    EXPECT_EQ(UnixListener::Create(name, 0600).status().code(),
              absl::StatusCode::kAlreadyExists);
  }
  EXPECT_EQ(Connect(name).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace uds
