#include "common/testing/contract/activation.h"

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

constexpr absl::Duration kLong = absl::Seconds(30);

class ActivationTest : public ::testing::Test {
 protected:
  // A shell with the activation's environment, and its socket as descriptor 3.
  std::unique_ptr<ChildProcess> Activated(const std::string& script) {
    ChildOptions options = {.descriptors = {activation_->listener()}};
    for (const std::string& variable : activation_->Environment()) {
      options.environment.push_back(variable);
    }
    return ChildProcess::Start({"/bin/sh", "-c", script}, options).value();
  }

  // Says `what` as a program would.
  void Notify(const std::string& what) {
    const std::string variable = activation_->Environment()[1];
    const uds::UnixAddress address =
        uds::UnixAddress::FromPath(variable.substr(variable.find('=') + 1))
            .value();
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(::sendto(fd, what.data(), what.size(), 0, address.sockaddr(),
                       address.length()),
              static_cast<ssize_t>(what.size()));
    ::close(fd);
  }

  const TempDirectory directory_;
  const std::string path_ = directory_.Path("s");
  const std::shared_ptr<Activation> activation_ =
      Activation::Create(path_).value();
};

TEST_F(ActivationTest, ListensBeforeTheProgramIsThere) {
  const uds::UnixAddress address = uds::UnixAddress::FromPath(path_).value();
  EXPECT_TRUE(uds::Connect(address).ok());
}

TEST_F(ActivationTest, TellsTheProgramWhatItGets) {
  const auto child =
      Activated("echo $LISTEN_FDS; test -S /proc/self/fd/3 && echo socket");
  ASSERT_TRUE(child->Wait(kLong).ok());
  EXPECT_EQ(child->output(), "1\nsocket\n");
}

TEST_F(ActivationTest, HearsWhatItWaitsForAmongOtherLines) {
  Notify("STATUS=READY=1");
  Notify("STATUS=nearly\nREADY=1\n");
  EXPECT_EQ(activation_->WaitFor("READY=1", kLong), absl::OkStatus());
  EXPECT_EQ(activation_->WaitFor("READY=1", absl::Milliseconds(1)).code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST_F(ActivationTest, DoesNotWaitForAProgramThatHasEnded) {
  const auto child = Activated("exit 0");
  EXPECT_EQ(activation_->WaitFor("READY=1", kLong, child->end_fd()).code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace uds_testing
