#include "common/testing/child_process.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::Duration kLong = absl::Seconds(60);

std::unique_ptr<ChildProcess> Shell(const std::string& script,
                                    ChildOptions options = {}) {
  return ChildProcess::Start({"/bin/sh", "-c", script}, std::move(options))
      .value();
}

TEST(ChildProcessTest, TellsStatusOutputAndErrorsApart) {
  const auto child = Shell("echo out; echo err >&2; exit 3");
  EXPECT_EQ(child->Wait(kLong).value(), ExitStatus::Exited(3));
  EXPECT_EQ(child->output(), "out\n");
  EXPECT_EQ(child->errors(), "err\n");
}

TEST(ChildProcessTest, NamesTheSignalThatEndedIt) {
  const auto child = Shell("kill -SEGV $$");
  const ExitStatus status = child->Wait(kLong).value();
  EXPECT_EQ(status, ExitStatus::Killed(SIGSEGV));
  EXPECT_EQ(status.ToString(), "killed by SIGSEGV");
  EXPECT_FALSE(status.success());
}

TEST(ChildProcessTest, FeedsMoreInputThanAPipeHoldsWhileItReadsTheOutput) {
  const std::string megabyte(1 << 20, 'x');
  const auto child = Shell("cat", {.input = megabyte});
  EXPECT_EQ(child->Wait(kLong).value(), ExitStatus::Exited(0));
  EXPECT_EQ(child->output(), megabyte);
}

TEST(ChildProcessTest, SurvivesAChildThatDoesNotReadItsInput) {
  const auto child = Shell("exit 0", {.input = std::string(1 << 20, 'x')});
  EXPECT_EQ(child->Wait(kLong).value(), ExitStatus::Exited(0));
}

TEST(ChildProcessTest, KeepsInputOpenUntilItIsToldToClose) {
  const auto child = Shell("read line; echo \"$line\"; cat",
                           {.input = "first\n", .keep_input_open = true});
  ASSERT_TRUE(child->WaitForOutput("first", kLong).ok());
  EXPECT_EQ(child->Wait(absl::ZeroDuration()).status().code(),
            absl::StatusCode::kDeadlineExceeded);
  child->WriteInput("second\n");
  ASSERT_TRUE(child->WaitForOutput("second", kLong).ok());
  child->CloseInput();
  EXPECT_EQ(child->Wait(kLong).value(), ExitStatus::Exited(0));
}

TEST(ChildProcessTest, WaitForOutputTellsWhatWasPrintedInstead) {
  const auto child = Shell("echo something; echo else >&2");
  const absl::Status status = child->WaitForOutput("ready", kLong);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("something"));
}

TEST(ChildProcessTest, HasACleanEnvironment) {
  ::setenv("TZ", "UTC", 1);
  ::setenv("XDG_RUNTIME_DIR", "/run", 1);
  const auto child = Shell("env");
  ASSERT_TRUE(child->Wait(kLong).ok());
  EXPECT_THAT(child->output(), HasSubstr("PATH="));
  EXPECT_THAT(child->output(), Not(HasSubstr("TZ=")));
  EXPECT_THAT(child->output(), Not(HasSubstr("XDG_RUNTIME_DIR")));
}

TEST(ChildProcessTest, StartsInTheDirectoryThatItIsGiven) {
  const TempDirectory directory;
  const auto child = Shell("pwd", {.directory = directory.path()});
  ASSERT_TRUE(child->Wait(kLong).ok());
  EXPECT_EQ(child->output(), directory.path() + "\n");
}

TEST(ChildProcessTest, StartsWithItsThreeStreamsAndNoOtherDescriptor) {
  const int leaked = ::dup(STDOUT_FILENO);  // not close-on-exec
  const auto child = Shell(": >&" + std::to_string(leaked));
  EXPECT_NE(child->Wait(kLong).value(), ExitStatus::Exited(0));
  ::close(leaked);
}

TEST(ChildProcessTest, FindsTheDescriptorsItIsPassedFromThreeOn) {
  std::array<int, 2> first;
  std::array<int, 2> second;
  ASSERT_EQ(::pipe2(first.data(), O_CLOEXEC), 0);
  ASSERT_EQ(::pipe2(second.data(), O_CLOEXEC), 0);
  const uds::UniqueFd fds[] = {uds::UniqueFd(first[0]), uds::UniqueFd(first[1]),
                               uds::UniqueFd(second[0]),
                               uds::UniqueFd(second[1])};
  const auto child =
      ChildProcess::Start(
          {"/bin/sh", "-c",
           "echo first >&4; echo second >&3; if (: >&5); then exit 1; fi"},
          {.descriptors = {second[1], first[1]}})
          .value();
  EXPECT_EQ(child->Wait(kLong).value(), ExitStatus::Exited(0));
  char text[8] = {};
  EXPECT_EQ(::read(first[0], text, sizeof(text)), 6);
  EXPECT_STREQ(text, "first\n");
  EXPECT_EQ(::read(second[0], text, sizeof(text)), 7);
  EXPECT_STREQ(text, "second\n");
}

TEST(ChildProcessTest, InheritsNoBlockedSignals) {
  sigset_t term;
  ::sigemptyset(&term);
  ::sigaddset(&term, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &term, nullptr);
  const auto child = Shell("echo up; exec sleep 1000");
  ::pthread_sigmask(SIG_UNBLOCK, &term, nullptr);
  ASSERT_TRUE(child->WaitForOutput("up", kLong).ok());
  child->Signal(SIGTERM);
  EXPECT_EQ(child->Wait(kLong).value(), ExitStatus::Killed(SIGTERM));
}

TEST(ChildProcessTest, IsKilledAndReapedWithItsObject) {
  pid_t pid;
  {
    const auto child = Shell("exec sleep 1000");
    pid = child->pid();
    EXPECT_EQ(::kill(pid, 0), 0);
  }
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST(ChildProcessTest, NamesAProgramThatDoesNotExist) {
  const absl::Status status =
      ChildProcess::Start({"/nonexistent/program"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/nonexistent/program"));
}

}  // namespace
}  // namespace uds_testing
