// The reference server and client of lab 01 on their command lines: flags,
// defaults, and what they say to bad input.

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/child_process.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;
using ::uds_testing::Injection;
using ::uds_testing::TracedProcess;
using ::uds_testing::TracedRun;

constexpr char kServer[] = "labs/01_echo/server";
constexpr char kClient[] = "labs/01_echo/client";
constexpr absl::Duration kPatience = absl::Seconds(60);

class ProgramsTest : public ::testing::Test {
 protected:
  // XDG_RUNTIME_DIR is the test's own directory.
  std::unique_ptr<ChildProcess> Start(std::vector<std::string> command,
                                      std::string input = "") {
    uds_testing::ChildOptions options;
    options.environment.push_back("XDG_RUNTIME_DIR=" + directory_.path());
    options.input = std::move(input);
    return ChildProcess::Start(command, std::move(options)).value();
  }

  std::unique_ptr<ChildProcess> StartServer(std::string flag = "") {
    std::vector<std::string> command = {kServer};
    if (!flag.empty()) command.push_back(std::move(flag));
    auto server = Start(std::move(command));
    EXPECT_TRUE(server->WaitForOutput("Listening on ", kPatience).ok());
    return server;
  }

  // What a program says to stderr that must end with `status`.
  std::string Complaint(std::vector<std::string> command, int status) {
    const auto program = Start(std::move(command));
    EXPECT_EQ(program->Wait(kPatience).value(), ExitStatus::Exited(status));
    EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
    return program->errors();
  }

  // The same for a program that takes itself for another user's.
  std::string ComplaintAsUser4711(const std::vector<std::string>& command) {
    uds_testing::TraceOptions options;
    options.child.environment.push_back("XDG_RUNTIME_DIR=" + directory_.path());
    options.injections = {Injection::Result("geteuid", 4711)};
    const auto traced = TracedProcess::Start(command, std::move(options));
    EXPECT_TRUE(traced.ok()) << traced.status();
    const absl::StatusOr<TracedRun> run = (*traced)->Finish();
    EXPECT_TRUE(run.ok()) << run.status();
    EXPECT_EQ(run->exit_status, ExitStatus::Exited(1));
    return run->errors;
  }

  const uds_testing::TempDirectory directory_;
};

TEST_F(ProgramsTest, ServerAndClientAgreeOnTheDefaultPath) {
  const auto server = StartServer();
  EXPECT_EQ(server->output(),
            "Listening on " + directory_.Path("echo.sock") + "\n");
  const auto client = Start({kClient, "to", "be"});
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
  EXPECT_EQ(client->output(), "Echo: to be\n");
}

TEST_F(ProgramsTest, TheClientSendsStdinByteForByteWhereItHasNoArguments) {
  const auto server = StartServer();
  std::string megabyte(1 << 20, '\0');
  for (size_t i = 0; i < megabyte.size(); ++i) megabyte[i] = i * i >> 8;
  const auto client = Start({kClient}, megabyte);
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
  EXPECT_TRUE(client->output() == "Echo: " + megabyte);
}

// As the article's server does it: reads once, replies, closes.
TEST_F(ProgramsTest, AServerThatClosesBeforeTheInputEndsGivesNoCompleteReply) {
  const std::string path = directory_.Path("echo.sock");
  const auto listener =
      uds::UnixListener::Create(uds::UnixAddress::FromPath(path).value(), 0600);
  ASSERT_TRUE(listener.ok()) << listener.status();
  uds_testing::ChildOptions options;
  options.environment.push_back("XDG_RUNTIME_DIR=" + directory_.path());
  options.input = "ping";
  options.keep_input_open = true;
  const auto client =
      ChildProcess::Start({kClient}, std::move(options)).value();
  {
    pollfd waiting{(*listener)->fd(), POLLIN, 0};
    ASSERT_EQ(::poll(&waiting, 1, 60'000), 1);
    const auto accepted = (*listener)->Accept();
    ASSERT_TRUE(accepted.ok()) << accepted.status();
    ASSERT_TRUE(uds::Send(accepted->socket.get(), "Echo: ping").ok());
    std::array<char, 16> buffer;
    pollfd readable{accepted->socket.get(), POLLIN, 0};
    ASSERT_EQ(::poll(&readable, 1, 60'000), 1);
    ASSERT_TRUE(
        uds::Receive(accepted->socket.get(), absl::MakeSpan(buffer)).ok());
  }
  client->WriteInput(" more");
  client->CloseInput();
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(1));
  EXPECT_EQ(client->output(), "Echo: ping");
  EXPECT_THAT(client->errors(), HasSubstr("before it had read all"));
}

TEST_F(ProgramsTest, AnEmptyMessageHasAnEmptyReply) {
  const auto server = StartServer();
  const auto client = Start({kClient});
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
  EXPECT_EQ(client->output(), "");
}

TEST_F(ProgramsTest, TalkOverAnAbstractNameWithoutAFile) {
  const std::string socket = absl::StrFormat(
      "--socket=@%s",
      std::filesystem::path(directory_.path()).filename().string());
  const auto server = StartServer(socket);
  const auto client = Start({kClient, socket, "ping"});
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
  EXPECT_EQ(client->output(), "Echo: ping\n");
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(ProgramsTest, APathThatIsTooLongIsRefusedWithLimitAndLength) {
  const std::string longest =
      directory_.Path(std::string(107 - directory_.path().size() - 1, 'a'));
  EXPECT_THAT(Complaint({kServer, "--socket=" + longest + "b"}, 1),
              HasSubstr("has 108 bytes, and at most 107 fit"));
  StartServer("--socket=" + longest);
}

TEST_F(ProgramsTest, AModeThatIsNotOctalPermissionsIsRefused) {
  for (const std::string mode : {"0888", "1777", "rw", ""}) {
    EXPECT_THAT(Complaint({kServer, "--mode=" + mode}, 1),
                HasSubstr("octal permission bits"))
        << mode;
  }
}

TEST_F(ProgramsTest, AWordTooManyIsNamed) {
  EXPECT_THAT(Complaint({kServer, "sock"}, 2), HasSubstr("\"sock\""));
}

TEST_F(ProgramsTest, AMissingDirectoryIsNamed) {
  const std::string missing = directory_.Path("none");
  EXPECT_THAT(Complaint({kServer, "--socket=" + missing + "/s"}, 1),
              HasSubstr(missing));
}

// As under a seccomp filter without accept4: the queue stays readable.
TEST_F(ProgramsTest, AnAcceptThatIsForbiddenIsNotTriedAtFullSpeed) {
  const std::string path = directory_.Path("s");
  const auto traced = TracedProcess::Start(
      {kServer, "--socket=" + path},
      {.injections = {Injection::Error("accept4", "EPERM")}});
  ASSERT_TRUE(traced.ok()) << traced.status();
  const uds_testing::CallPattern refused =
      uds_testing::Call("accept4").FailingWith("EPERM");
  ASSERT_TRUE((*traced)->WaitFor(uds_testing::Call("listen")).ok());
  const auto client =
      uds::Connect(uds::UnixAddress::FromPath(path).value()).value();
  ASSERT_TRUE((*traced)->WaitFor(refused).ok());
  // A second is the measure: nothing is being waited for.
  pollfd reply{client.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&reply, 1, 1000), 0);
  (*traced)->process().Signal(SIGKILL);
  const absl::StatusOr<TracedRun> run = (*traced)->Finish();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_LT(CallsMatching(run->trace, refused).size(), 100u);
}

// Root passes over the mode of a directory, unless it lacks that capability.
TEST_F(ProgramsTest, ADirectoryThatMayNotBeWrittenToIsNamed) {
  const std::string directory = directory_.Path("closed");
  std::filesystem::create_directory(directory);
  std::filesystem::permissions(directory, std::filesystem::perms(0555));
  const std::string server =
      std::string(kServer) + " --socket=" + directory + "/s";
  const auto program =
      Start({"/bin/sh", "-c",
             ::geteuid() == 0
                 ? "exec setpriv --inh-caps=-all --bounding-set=-all " + server
                 : "exec " + server});
  EXPECT_EQ(program->Wait(kPatience).value(), ExitStatus::Exited(1));
  EXPECT_THAT(program->errors(), HasSubstr(directory));
  EXPECT_THAT(program->errors(), HasSubstr("Permission denied"));
}

TEST_F(ProgramsTest, AReadOnlyFileSystemIsNamed) {
  const std::string directory = directory_.Path("read-only");
  std::filesystem::create_directory(directory);
  const std::string mount =
      "mount -t tmpfs -o ro none " + directory + " && exec ";
  // A mount of its own, in namespaces of its own, which may be refused.
  const std::vector<std::string> unshare = {"unshare", "--map-root-user",
                                            "--mount", "/bin/sh", "-c"};
  std::vector<std::string> probe = unshare;
  probe.push_back(mount + "true");
  const auto probed = Start(probe);
  if (!probed->Wait(kPatience).value().success()) {
    GTEST_SKIP() << "nothing can be mounted here: " << probed->errors();
  }
  std::vector<std::string> command = unshare;
  command.push_back(mount + kServer + " --socket=" + directory + "/s");
  const auto program = Start(command);
  EXPECT_EQ(program->Wait(kPatience).value(), ExitStatus::Exited(1));
  EXPECT_THAT(program->errors(), HasSubstr(directory));
  EXPECT_THAT(program->errors(), HasSubstr("Read-only file system"));
}

TEST_F(ProgramsTest, AClosedStreamIsRefusedSinceASocketWouldTakeItsPlace) {
  for (const std::string program : {kServer, kClient}) {
    EXPECT_THAT(Complaint({"/bin/sh", "-c", program + " <&-"}, 1),
                HasSubstr("stdin is closed"));
    EXPECT_THAT(Complaint({"/bin/sh", "-c", program + " >&-"}, 1),
                HasSubstr("stdout is closed"));
  }
}

TEST_F(ProgramsTest, WhereTheReadyLineCannotBeWrittenTheServerDoesNotRun) {
  EXPECT_THAT(
      Complaint({"/bin/sh", "-c", std::string(kServer) + " >/dev/full"}, 1),
      HasSubstr("No space left"));
}

TEST_F(ProgramsTest, WithoutAServerTheClientAsksForOne) {
  EXPECT_THAT(Complaint({kClient, "ping"}, 1),
              HasSubstr("is the server running?"));
}

// Another user's things, without another user: geteuid(2) is forged.
TEST_F(ProgramsTest, ADefaultDirectoryOfSomebodyElseIsRefused) {
  for (const char* const program : {kServer, kClient}) {
    const std::string errors = ComplaintAsUser4711({program});
    EXPECT_THAT(errors, HasSubstr("not to 4711"));
    EXPECT_THAT(errors, HasSubstr("--socket"));
  }
}

TEST_F(ProgramsTest, AStaleSocketOfSomebodyElseIsLeftAsItIs) {
  const std::string path = directory_.Path("echo.sock");
  const auto server = StartServer("--socket=" + path);
  server->Signal(SIGKILL);
  ASSERT_TRUE(server->Wait(kPatience).ok());
  EXPECT_THAT(ComplaintAsUser4711({kServer, "--socket=" + path}),
              HasSubstr("is a stale socket of UID"));
  EXPECT_TRUE(std::filesystem::is_socket(path));
}

// As where a package is upgraded: the new one has started before the old ends.
TEST_F(ProgramsTest, AServerThatEndsLeavesTheFileOfASuccessor) {
  const std::string path = directory_.Path("echo.sock");
  const auto old = StartServer();
  std::filesystem::rename(path, directory_.Path("old.sock"));
  const auto successor =
      uds::UnixListener::Create(uds::UnixAddress::FromPath(path).value(), 0600);
  // The lock is that of the path, which the old one still holds.
  EXPECT_FALSE(successor.ok());
  const uds::UniqueFd other = uds::NewStreamSocket().value();
  const uds::UnixAddress address = uds::UnixAddress::FromPath(path).value();
  ASSERT_EQ(::bind(other.get(), address.sockaddr(), address.length()), 0);
  old->Signal(SIGTERM);
  EXPECT_EQ(old->Wait(kPatience).value(), ExitStatus::Exited(0));
  EXPECT_TRUE(std::filesystem::is_socket(path));
}

TEST_F(ProgramsTest, OfTwoServersStartedAtOnceOnAStalePathExactlyOneListens) {
  const std::string path = directory_.Path("echo.sock");
  for (int round = 0; round < 20; ++round) {
    // The sockets of the round before are still there, stale.
    std::vector<std::unique_ptr<ChildProcess>> servers;
    for (int i = 0; i < 2; ++i) servers.push_back(Start({kServer}));
    int listening = 0;
    for (const auto& server : servers) {
      const bool won = server->WaitForOutput("Listening on ", kPatience).ok();
      listening += won ? 1 : 0;
      if (!won) {
        EXPECT_THAT(server->errors(), HasSubstr("in use by a running server"));
      }
    }
    EXPECT_EQ(listening, 1) << "in round " << round;
    for (const auto& server : servers) server->Signal(SIGKILL);
    for (const auto& server : servers)
      ASSERT_TRUE(server->Wait(kPatience).ok());
    struct stat found;
    ASSERT_EQ(::lstat(path.c_str(), &found), 0);
  }
}

}  // namespace
}  // namespace lab
