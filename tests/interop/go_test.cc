// The server and client of articles, in Go: one read is one message. Built here
// by the real `go build`, without a network.

#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/testing/contract/subject.h"
#include "common/testing/exit_status.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/interop/others.h"

namespace interop {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::uds_testing::Call;
using ::uds_testing::ExitStatus;
using ::uds_testing::Makes;
using ::uds_testing::MakesCallsInOrder;
using ::uds_testing::NeverOpensAFile;
using ::uds_testing::TempDirectory;
using ::uds_testing::Trace;
using ::uds_testing::TracedProcess;
using ::uds_testing::TracedServer;

constexpr char kHugePage[] =
    "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size";
constexpr char kLongestQueue[] = "/proc/sys/net/core/somaxconn";

class GoTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!WhyMissing("go", "golang-go").empty()) return;
    built_.emplace();
    for (const char* const program : {"echo_server", "echo_client"}) {
      build_errors_ += BuildGo(
          absl::StrFormat("tests/interop/go/%s.go", program), built_->path());
    }
  }
  static void TearDownTestSuite() { built_.reset(); }

  void SetUp() override {
    const std::string missing = WhyMissing("go", "golang-go");
    if (!missing.empty()) GTEST_SKIP() << missing;
    if (!build_errors_.empty()) FAIL() << build_errors_;
  }

  static std::string Program(const std::string& name) {
    return built_->Path(name);
  }

  // A server that is ready.
  void StartServer() {
    auto server = TracedProcess::Start({Program("echo_server"), path_});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    const auto listening = server_->WaitFor(Call("listen").Returning(0));
    ASSERT_TRUE(listening.ok()) << listening.status();
  }

  Finished RunOurClient(const std::string& message) {
    return RunToEnd({"labs/01_echo/client", "--socket=" + path_}, message);
  }

  struct Traces {
    Trace server;
    Trace client;
  };

  // "ping" from their client to their server.
  void Converse(Traces& traces) {
    StartServer();
    const auto client = TracedProcess::Start({Program("echo_client"), path_});
    ASSERT_TRUE(client.ok()) << client.status();
    const auto asked = (*client)->Finish();
    ASSERT_TRUE(asked.ok()) << asked.status();
    ASSERT_EQ(asked->output, "Echo: ping\n");
    const auto served = server_->Stop();
    ASSERT_TRUE(served.ok()) << served.status();
    traces = {served->trace, asked->trace};
  }

  const TempDirectory directory_;
  const std::string path_ = directory_.Path("go.sock");
  std::unique_ptr<TracedProcess> server_;

 private:
  static inline std::optional<TempDirectory> built_;
  static inline std::string build_errors_;
};

TEST_F(GoTest, ItsClientGetsOurWholeReplyInASingleRead50TimesOf50) {
  const auto server = TracedServer::Start(Lab01());
  ASSERT_TRUE(server.ok()) << server.status();
  for (int i = 0; i < 50; ++i) {
    const Finished client =
        RunToEnd({Program("echo_client"), (*server)->path()});
    ASSERT_EQ(client.status, ExitStatus::Exited(0)) << client.errors;
    ASSERT_EQ(client.output, "Echo: ping\n") << "in round " << i;
  }
}

TEST_F(GoTest, ItsServerAnswersUpTo128BytesOfOurClient) {
  StartServer();
  for (const std::string& message :
       {std::string("ping"), std::string(128, 'x')}) {
    const Finished client = RunOurClient(message);
    EXPECT_EQ(client.status, ExitStatus::Exited(0)) << client.errors;
    EXPECT_EQ(client.output, "Echo: " + message);
  }
}

TEST_F(GoTest, OurClientReportsWhatItsServerDidNotRead) {
  StartServer();
  for (const std::string& message : {std::string(129, 'x'), Megabyte()}) {
    const Finished client = RunOurClient(message);
    EXPECT_EQ(client.status, ExitStatus::Exited(1));
    EXPECT_EQ(client.output, "Echo: " + message.substr(0, 128));
    EXPECT_THAT(client.errors, HasSubstr("the reply is not complete"));
    EXPECT_THAT(client.errors, HasSubstr("134 came"));
  }
}

// bind(2) does not replace what is at the path, though nobody listens there.
TEST_F(GoTest, ItsServerDoesNotStartOverAFileThatAKilledOneLeft) {
  StartServer();
  server_->process().Signal(SIGKILL);
  ASSERT_TRUE(server_->Finish().ok());
  struct stat left = {};
  ASSERT_EQ(::lstat(path_.c_str(), &left), 0);
  EXPECT_TRUE(S_ISSOCK(left.st_mode));

  const auto second = TracedProcess::Start({Program("echo_server"), path_});
  ASSERT_TRUE(second.ok()) << second.status();
  const auto run = (*second)->Finish();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->exit_status, ExitStatus::Exited(1));
  EXPECT_THAT(run->trace,
              Makes(Call("bind").With(path_).FailingWith("EADDRINUSE")));
}

// What grep finds in the whole trace, canary and all.
Finished Grep(const std::string& pattern, const Trace& trace) {
  return RunToEnd({"grep", "-E", pattern}, absl::StrJoin(trace.lines(), "\n"));
}

TEST_F(GoTest, ItsServerOpensFilesWhichAGrepForOpenDoesNotFind) {
  Traces traces;
  Converse(traces);
  // The runtime asks for the size of a huge page, package net for the longest
  // queue.
  EXPECT_THAT(traces.server, Not(NeverOpensAFile()));
  EXPECT_THAT(traces.server, Makes(Call("openat").With(kHugePage)));
  EXPECT_THAT(traces.server, Makes(Call("openat").With(kLongestQueue)));
  EXPECT_THAT(traces.client, Makes(Call("openat").With(kHugePage)));
  for (const Trace& trace : {traces.server, traces.client}) {
    EXPECT_EQ(Grep("open\\(", trace).output, "");
    EXPECT_THAT(Grep("openat\\(", trace).output, HasSubstr(kHugePage));
  }
}

TEST_F(GoTest, TheirTracesShowTheCallsOfSocketsInOrder) {
  Traces traces;
  Converse(traces);
  const char* const new_socket = "SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK";
  const char* const no_name = "{sa_family=AF_UNIX}";
  std::string longest_queue;
  std::ifstream(kLongestQueue) >> longest_queue;
  EXPECT_THAT(traces.server,
              MakesCallsInOrder(
                  {Call("socket").With("AF_UNIX").With(new_socket).Succeeding(),
                   Call("bind").With(path_).Returning(0),
                   Call("listen").WithArgument(1, longest_queue).Returning(0),
                   Call("getsockname").With(path_).Returning(0),
                   Call("accept4")
                       .WithArgument(1, no_name)
                       .With("SOCK_CLOEXEC|SOCK_NONBLOCK")
                       .Succeeding()}));
  EXPECT_THAT(traces.client,
              MakesCallsInOrder(
                  {Call("socket").With("AF_UNIX").With(new_socket).Succeeding(),
                   Call("connect").With(path_).Returning(0),
                   Call("getsockname").WithArgument(1, no_name).Returning(0),
                   Call("getpeername").With(path_).Returning(0)}));
}

}  // namespace
}  // namespace interop
