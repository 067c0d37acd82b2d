// Lab 04's server with curl, as the article asks it.

#include <unistd.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/interop/others.h"

namespace interop {
namespace {

using ::testing::MatchesRegex;
using ::testing::StartsWith;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;

class CurlAuthTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = WhyMissing("curl", "curl");
    if (!missing.empty()) GTEST_SKIP() << missing;
  }

  void StartServer(std::vector<std::string> command) {
    command.insert(command.begin(),
                   {"labs/04_auth_listener/server", "--socket=" + path_});
    server_ = ChildProcess::Start(command).value();
    ASSERT_TRUE(
        server_->WaitForOutput("Listening on ", absl::Seconds(30)).ok());
  }

  // What the server has logged in its life.
  std::string Log() {
    server_->Signal(SIGTERM);
    EXPECT_EQ(server_->Wait(absl::Seconds(30)).value(), ExitStatus::Exited(0));
    return server_->errors();
  }

  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("auth.sock");
  std::unique_ptr<ChildProcess> server_;
};

TEST_F(CurlAuthTest, AsTheAllowedUserIsAuthorized) {
  StartServer({});
  const Finished curl =
      RunToEnd({"curl", "-s", "--unix-socket", path_, "http://localhost/"});
  EXPECT_EQ(curl.status, ExitStatus::Exited(0)) << curl.errors;
  EXPECT_EQ(curl.output, "You are authorized!\n");
  EXPECT_THAT(Log(), MatchesRegex(absl::StrFormat(
                         "Accepted connection from UID=%u PID=[0-9]+ GID=%u\n",
                         ::geteuid(), ::getegid())));
}

// 52, 55, 56 or 7: it depends on how far it was when the server closed.
TEST_F(CurlAuthTest, AsAnotherUserGetsNoByteAndSaysSo) {
  StartServer({"--allow_uid=4711"});
  const Finished curl =
      RunToEnd({"curl", "-s", "--unix-socket", path_, "http://localhost/"});
  EXPECT_FALSE(curl.status.success());
  EXPECT_EQ(curl.output, "");
  EXPECT_THAT(Log(), StartsWith(absl::StrFormat(
                         "Rejected connection: UID %u (only UID 4711 allowed)",
                         ::geteuid())));
}

TEST_F(CurlAuthTest, WhoIsInMayAskForAnythingAndIsToldWhatThereIsNot) {
  StartServer({});
  const Finished curl =
      RunToEnd({"curl", "-s", "-w", "%{http_code}", "--unix-socket", path_,
                "-o", "/dev/null", "http://localhost/secrets"});
  EXPECT_EQ(curl.output, "404");
}

}  // namespace
}  // namespace interop
