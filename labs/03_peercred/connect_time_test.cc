// SO_PEERCRED is about the process that called connect(2), at that time: here
// real processes part the two from who holds the connection now.

#include <poll.h>

#include <memory>
#include <string>

#include "absl/strings/str_format.h"
#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/03_peercred/evidence.h"
#include "labs/03_peercred/processes.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;

class ConnectTimeTest : public ::testing::Test {
 protected:
  // A process that connects while the server is held, and then runs `script`
  // with the connection as its stdin.
  std::unique_ptr<ChildProcess> Connect(const std::string& script) {
    Hold(*server_);
    return ChildProcess::Start({kConnected, path_, "/bin/sh", "-c", script})
        .value();
  }

  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("s");
  const std::unique_ptr<ChildProcess> server_ =
      StartServer({kServer, "--socket=" + path_});
};

TEST_F(ConnectTimeTest, AProgramExecutedAfterConnectKeepsThePid) {
  const auto client = Connect("echo now a shell; exec cat");
  ASSERT_TRUE(client->WaitForOutput("now a shell", kPatience).ok());
  LetGo(*server_);
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
  const std::string pid = absl::StrFormat("PID=%d ", client->pid());
  EXPECT_THAT(LoggedBy(*server_), StartsWith(pid));
  EXPECT_THAT(client->output(), HasSubstr("You are " + pid));
}

TEST_F(ConnectTimeTest, AChildThatInheritsTheConnectionPassesForItsParent) {
  // The shell ends at once; its child, another process, reads on.
  const auto client =
      Connect("exec 3<&0; /bin/sh -c 'echo \"child $$\"; exec cat <&3' & exit");
  pollfd ended{client->end_fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&ended, 1, 60'000), 1);
  LetGo(*server_);
  const std::string logged = LoggedBy(*server_);
  EXPECT_THAT(logged, StartsWith(absl::StrFormat("PID=%d ", client->pid())));
  // And so the child is told.
  ASSERT_TRUE(client->WaitForOutput("You are " + logged, kPatience).ok());
  const std::string child = Behind("child ", client->output());
  EXPECT_NE(child, "");
  EXPECT_NE(child, std::to_string(client->pid()));
}

TEST_F(ConnectTimeTest, AClientThatIsGoneBeforeItIsAcceptedIsNamed) {
  const auto client = Connect("exit");
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
  LetGo(*server_);
  EXPECT_THAT(LoggedBy(*server_),
              StartsWith(absl::StrFormat("PID=%d ", client->pid())));
}

}  // namespace
}  // namespace lab
