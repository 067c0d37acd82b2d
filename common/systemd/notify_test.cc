#include "common/systemd/notify.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/os/unique_fd.h"
#include "common/socket/unix_address.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds::systemd {
namespace {

using ::testing::HasSubstr;

class NotifierTest : public ::testing::Test {
 protected:
  ~NotifierTest() override { ::unsetenv("NOTIFY_SOCKET"); }

  // Makes NOTIFY_SOCKET `text`, where a manager receives.
  UniqueFd Manager(const std::string& text) {
    UniqueFd fd(
        ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const UnixAddress address = UnixAddress::Parse(text).value();
    EXPECT_EQ(::bind(fd.get(), address.sockaddr(), address.length()), 0);
    ::setenv("NOTIFY_SOCKET", text.c_str(), /*overwrite=*/1);
    return fd;
  }

  // The next datagram; "none" if there is none.
  static std::string Received(const UniqueFd& manager) {
    std::array<char, 64> buffer;
    const ssize_t size = ::recv(manager.get(), buffer.data(), buffer.size(), 0);
    return size < 0 ? "none" : std::string(buffer.data(), size);
  }

  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("notify");
};

TEST_F(NotifierTest, TellsAManagerAtAPathOneDatagramEach) {
  const UniqueFd manager = Manager(path_);
  const Notifier notifier = Notifier::FromEnvironment().value();
  EXPECT_EQ(notifier.Notify(kReady), absl::OkStatus());
  EXPECT_EQ(notifier.Notify(kStopping), absl::OkStatus());
  EXPECT_EQ(Received(manager), "READY=1");
  EXPECT_EQ(Received(manager), "STOPPING=1");
  EXPECT_EQ(Received(manager), "none");
}

TEST_F(NotifierTest, TellsAManagerAtAnAbstractName) {
  const UniqueFd manager = Manager("@" + path_);
  EXPECT_EQ(Notifier::FromEnvironment()->Notify(kReady), absl::OkStatus());
  EXPECT_EQ(Received(manager), "READY=1");
}

TEST_F(NotifierTest, WithoutAManagerDoesNothing) {
  ::unsetenv("NOTIFY_SOCKET");
  EXPECT_EQ(Notifier::FromEnvironment()->Notify(kReady), absl::OkStatus());
}

TEST_F(NotifierTest, TakesTheVariableSoThatNoChildSpeaksForUs) {
  const UniqueFd manager = Manager(path_);
  EXPECT_TRUE(Notifier::FromEnvironment().ok());
  EXPECT_EQ(std::getenv("NOTIFY_SOCKET"), nullptr);
}

TEST_F(NotifierTest, AValueThatIsNoAddressIsNamedAndStays) {
  const std::string too_long = "/" + std::string(107, 'x');
  for (const std::string& value :
       {std::string(), std::string("notify"), std::string("./notify"),
        std::string("vsock:2:1234"), std::string("@"), too_long}) {
    ::setenv("NOTIFY_SOCKET", value.c_str(), /*overwrite=*/1);
    const absl::Status status = Notifier::FromEnvironment().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << value;
    EXPECT_THAT(std::string(status.message()), HasSubstr("NOTIFY_SOCKET"));
    EXPECT_STREQ(std::getenv("NOTIFY_SOCKET"), value.c_str());
  }
}

TEST_F(NotifierTest, AManagerThatIsGoneOrNeverWasIsAnError) {
  ::setenv("NOTIFY_SOCKET", path_.c_str(), /*overwrite=*/1);
  const absl::Status missing = Notifier::FromEnvironment()->Notify(kReady);
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.message()), HasSubstr(path_));
  Manager(path_);  // closed at once: its file stays
  EXPECT_EQ(Notifier::FromEnvironment()->Notify(kReady).code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(NotifierTest, DoesNotWaitForAManagerWhoseQueueIsFull) {
  const UniqueFd manager = Manager(path_);
  const Notifier notifier = Notifier::FromEnvironment().value();
  absl::Status status;
  while (status.ok()) status = notifier.Notify(kReady);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Received(manager), "READY=1");
  EXPECT_EQ(notifier.Notify(kReady), absl::OkStatus());
}

}  // namespace
}  // namespace uds::systemd
