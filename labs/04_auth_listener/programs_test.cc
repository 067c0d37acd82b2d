// The reference server and client of lab 04 on their command lines: flags,
// defaults, and what they say to bad input.

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;
using ::uds_testing::Injection;
using ::uds_testing::TracedProcess;

constexpr char kServer[] = "labs/04_auth_listener/server";
constexpr char kClient[] = "labs/04_auth_listener/client";
constexpr absl::Duration kPatience = absl::Seconds(60);

class ProgramsTest : public ::testing::Test {
 protected:
  // XDG_RUNTIME_DIR is the test's own directory.
  uds_testing::ChildOptions Options() const {
    uds_testing::ChildOptions options;
    options.environment.push_back("XDG_RUNTIME_DIR=" + directory_.path());
    return options;
  }

  std::unique_ptr<ChildProcess> Start(const std::vector<std::string>& command) {
    return ChildProcess::Start(command, Options()).value();
  }

  std::unique_ptr<ChildProcess> StartServer(
      const std::vector<std::string>& flags = {}) {
    std::vector<std::string> command = {kServer};
    command.insert(command.end(), flags.begin(), flags.end());
    auto server = Start(command);
    EXPECT_TRUE(server->WaitForOutput("Listening on ", kPatience).ok())
        << server->errors();
    return server;
  }

  // What a program says to stderr that must end with `status`, without having
  // made a file.
  std::string Complaint(const std::vector<std::string>& command, int status) {
    const auto program = Start(command);
    EXPECT_EQ(program->Wait(kPatience).value(), ExitStatus::Exited(status));
    EXPECT_EQ(program->output(), "");
    EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
    return program->errors();
  }

  const uds_testing::TempDirectory directory_;
};

TEST_F(ProgramsTest, ServerAndClientAgreeOnTheDefaultPath) {
  const auto server = StartServer();
  EXPECT_EQ(server->output(),
            "Listening on " + directory_.Path("auth.sock") + "\n");
  const auto client = Start({kClient});
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
  EXPECT_EQ(client->output(), "You are authorized!\n");
  EXPECT_EQ(client->errors(), "");
}

TEST_F(ProgramsTest, AListThatIsNoneIsNamedWithItsFlagAndTheWayOut) {
  EXPECT_THAT(Complaint({kServer, "--allow_uid=1000,root"}, 1),
              AllOf(HasSubstr("'allow_uid'"),
                    HasSubstr("\"root\" is not a number from 0 to 4294967294"),
                    HasSubstr("as 1000,1001, or none")));
  EXPECT_THAT(Complaint({kServer, "--allow_gid=4294967295"}, 1),
              AllOf(HasSubstr("'allow_gid'"),
                    HasSubstr("\"4294967295\" is not a number")));
}

TEST_F(ProgramsTest, AListThatAdmitsEverybodyUnknownOrNobodyIsRefused) {
  EXPECT_THAT(Complaint({kServer, "--allow_gid=100,65534"}, 1),
              HasSubstr("server: 65534 can not be allowed"));
  EXPECT_THAT(Complaint({kServer, "--allow_uid=none"}, 1),
              HasSubstr("server: nobody could come in"));
}

// In a user namespace without a mapping every process is 65534, this one too.
TEST_F(ProgramsTest, AServerOfTheOverflowUidDoesNotAdmitItself) {
  uds_testing::TraceOptions options;
  options.child = Options();
  options.injections = {Injection::Result("geteuid", 65534)};
  const auto server = TracedProcess::Start(
      {kServer, "--socket=" + directory_.Path("s")}, std::move(options));
  ASSERT_TRUE(server.ok()) << server.status();
  const auto run = (*server)->Finish();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->exit_status, ExitStatus::Exited(1));
  EXPECT_THAT(run->errors, HasSubstr("65534 can not be allowed"));
}

TEST_F(ProgramsTest, GroupsAloneMayBeAllowed) {
  const auto server = StartServer(
      {"--allow_uid=none", absl::StrFormat("--allow_gid=%u", ::getegid())});
  const auto client = Start({kClient});
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
}

TEST_F(ProgramsTest, HelpNamesTheServersOwnUidAsTheDefault) {
  const auto help = Start({kServer, "--help"});
  ASSERT_TRUE(help->Wait(kPatience).ok());
  EXPECT_THAT(help->output(),
              AllOf(HasSubstr(absl::StrFormat("default: %u;", ::geteuid())),
                    HasSubstr("default: none;"), HasSubstr("default: 0600;")));
}

TEST_F(ProgramsTest, TheClientTellsWhoItIsWhereItIsRefused) {
  const auto server = StartServer({"--allow_uid=4711"});
  const auto client = Start({kClient});
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(1));
  EXPECT_EQ(client->output(), "");
  EXPECT_THAT(client->errors(),
              AllOf(HasSubstr("client: refused by the server"),
                    HasSubstr(absl::StrFormat("UID %u, GID %u", ::geteuid(),
                                              ::getegid()))));
}

TEST_F(ProgramsTest, WithoutAServerTheClientAsksForOne) {
  EXPECT_THAT(Complaint({kClient}, 1), HasSubstr("is the server running?"));
}

TEST_F(ProgramsTest, AWordTooManyIsNamed) {
  EXPECT_THAT(Complaint({kServer, "sock"}, 2), HasSubstr("\"sock\""));
  EXPECT_THAT(Complaint({kClient, "/"}, 2), HasSubstr("\"/\""));
}

// Its log goes into a pipe that holds one page and that nobody reads.
TEST_F(ProgramsTest, AReaderOfTheLogWhoStandsStillHoldsNobodyUp) {
  int pipe[2];
  ASSERT_EQ(::pipe2(pipe, O_CLOEXEC), 0);
  ASSERT_GT(::fcntl(pipe[1], F_SETPIPE_SZ, 4096), 0);
  uds_testing::ChildOptions options = Options();
  options.descriptors = {pipe[1]};
  const auto server =
      ChildProcess::Start({"/bin/sh", "-c", "exec \"$0\" 2>&3 3>&-", kServer},
                          std::move(options))
          .value();
  ::close(pipe[1]);
  ASSERT_TRUE(server->WaitForOutput("Listening on ", kPatience).ok());
  // A line has about 45 bytes: this is more than the pipe holds.
  for (int i = 0; i < 150; ++i) {
    const auto client = Start({kClient});
    ASSERT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0)) << i;
  }
  char log[4096];
  ASSERT_GT(::read(pipe[0], log, sizeof(log)), 0);
  ASSERT_EQ(Start({kClient})->Wait(kPatience).value(), ExitStatus::Exited(0));
  const ssize_t size = ::read(pipe[0], log, sizeof(log));
  ASSERT_GT(size, 0);
  EXPECT_THAT(std::string(log, size),
              MatchesRegex("Lost [0-9]+ log lines before this one: .*\n"
                           "Accepted connection from UID=.*\n"));
  ::close(pipe[0]);
  // And whose reader is gone.
  EXPECT_EQ(Start({kClient})->Wait(kPatience).value(), ExitStatus::Exited(0));
  server->Signal(SIGTERM);
  EXPECT_EQ(server->Wait(kPatience).value(), ExitStatus::Exited(0));
}

}  // namespace
}  // namespace lab
