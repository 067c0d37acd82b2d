// The article's server that admits by UID, in Go, and what becomes of its
// temporary error in net/http: the counterpart of lab 04's listener, whose
// clause is Contract.RefusalsHoldNobodyUp.

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/interop/others.h"

namespace interop {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::uds_testing::AnyCallOf;
using ::uds_testing::Call;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;
using ::uds_testing::Injection;
using ::uds_testing::MakesCallsInOrder;
using ::uds_testing::TempDirectory;
using ::uds_testing::TracedProcess;
using ::uds_testing::TracedRun;

// Not the user of this process, and pid 1 only as strace forges it.
constexpr uds_testing::Ucred kStranger = {.pid = 1, .uid = 4711, .gid = 4712};

class GoAuthTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!WhyMissing("go", "golang-go").empty()) return;
    built_.emplace();
    build_errors_ = BuildGo("tests/interop/go/auth_server.go", built_->path());
  }
  static void TearDownTestSuite() { built_.reset(); }

  void SetUp() override {
    const std::string missing = WhyMissing("go", "golang-go");
    if (!missing.empty()) GTEST_SKIP() << missing;
    if (!build_errors_.empty()) FAIL() << build_errors_;
  }

  // A server that is ready, and admits our UID.
  void StartServer(std::vector<Injection> injections = {}) {
    auto server = TracedProcess::Start(
        {built_->Path("auth_server"), path_, std::to_string(::geteuid())},
        {.injections = std::move(injections)});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    const absl::Status ready =
        server_->process().WaitForOutput("Listening on ", absl::Seconds(30));
    ASSERT_TRUE(ready.ok()) << ready;
  }

  const TempDirectory directory_;
  const std::string path_ = directory_.Path("go.sock");
  std::unique_ptr<TracedProcess> server_;

 private:
  static inline std::optional<TempDirectory> built_;
  static inline std::string build_errors_;
};

// The lines of a log, without the time that Go's logger puts before each.
std::vector<std::string> Messages(const std::string& log) {
  constexpr size_t kTime = sizeof("2006/01/02 15:04:05 ") - 1;
  std::vector<std::string> messages;
  const std::vector<std::string> lines =
      absl::StrSplit(log, '\n', absl::SkipEmpty());
  for (const std::string& line : lines) {
    messages.push_back(line.substr(std::min(kTime, line.size())));
  }
  return messages;
}

TEST_F(GoAuthTest, EachRefusalDoublesTheTimeForWhichItAcceptsNobody) {
  const std::vector<std::string> sleeps = {"5ms",  "10ms", "20ms",
                                           "40ms", "80ms", "160ms"};
  StartServer({Injection::PeerCredentials(kStranger).On(
      1, static_cast<int>(sleeps.size()))});
  // All at once, and behind them the client that is allowed.
  std::vector<uds::UniqueFd> strangers;
  const uds::UnixAddress address = uds::UnixAddress::FromPath(path_).value();
  for (size_t i = 0; i < sleeps.size(); ++i) {
    strangers.push_back(uds::Connect(address).value());
  }
  const auto client = ChildProcess::Start(
      {"labs/04_auth_listener/client", "--socket=" + path_});
  ASSERT_TRUE(client.ok()) << client.status();
  EXPECT_EQ((*client)->Wait(absl::Minutes(1)).value(), ExitStatus::Exited(0));
  EXPECT_EQ((*client)->output(), "You are authorized!\n");

  const absl::StatusOr<TracedRun> run = server_->Stop();
  ASSERT_TRUE(run.ok()) << run.status();
  std::vector<std::string> expected;
  for (const std::string& sleep : sleeps) {
    expected.push_back(
        absl::StrFormat("Rejected connection: UID %u (only UID %u allowed)",
                        kStranger.uid, ::geteuid()));
    expected.push_back(absl::StrFormat(
        "http: Accept error: unauthorized UID %u; retrying in %s",
        kStranger.uid, sleep));
  }
  expected.push_back(absl::StrFormat("Accepted connection from UID=%u PID=%d",
                                     ::geteuid(), (*client)->pid()));
  EXPECT_THAT(Messages(run->errors), ElementsAreArray(expected));
}

// What is not temporary, net/http takes for the end. In lab 04 that is a
// refusal: Contract.RefusesWhomItCannotAskAbout.
TEST_F(GoAuthTest, APeerAboutWhichTheKernelCannotBeAskedEndsIt) {
  StartServer({Injection::Error("getsockopt", "ENOPROTOOPT").On(1)});
  const uds::UnixAddress address = uds::UnixAddress::FromPath(path_).value();
  ASSERT_TRUE(uds::Connect(address).ok());
  const absl::StatusOr<TracedRun> run = server_->Finish();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->exit_status, ExitStatus::Exited(1));
  EXPECT_THAT(run->errors, HasSubstr("protocol not available"));
}

TEST_F(GoAuthTest, ItsChmodSetsTheModeWhenClientsCanConnectAlready) {
  StartServer();
  struct stat found = {};
  ASSERT_EQ(::lstat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0660u);
  const absl::StatusOr<TracedRun> run = server_->Stop();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_THAT(run->trace,
              MakesCallsInOrder({Call("bind").With(path_).Returning(0),
                                 Call("listen").Returning(0),
                                 AnyCallOf({"chmod", "fchmodat", "fchmodat2"})
                                     .With(path_)
                                     .With("0660")
                                     .Returning(0)}));
}

}  // namespace
}  // namespace interop
