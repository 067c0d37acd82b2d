#include "common/testing/strace/traced_process.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// What they do is said in traced_program.cc and tracing_program.cc.
constexpr char kProgram[] = "common/testing/strace/traced_program";
constexpr char kTracingProgram[] = "common/testing/strace/tracing_program";

std::unique_ptr<TracedProcess> StartProgram(std::vector<std::string> arguments,
                                            TraceOptions options = {}) {
  arguments.insert(arguments.begin(), kProgram);
  return TracedProcess::Start(arguments, std::move(options)).value();
}

TracedRun RunProgram(std::vector<std::string> arguments,
                     TraceOptions options = {}) {
  absl::StatusOr<TracedRun> run =
      StartProgram(std::move(arguments), std::move(options))->Finish();
  EXPECT_TRUE(run.ok()) << run.status();
  return run.ok() ? *run : TracedRun{};
}

TEST(TracedProcessTest, BeginsAtTheExecOfTheProgramAndEndsAtItsExit) {
  const TracedRun run = RunProgram({"credentials"});
  EXPECT_EQ(run.exit_status, ExitStatus::Exited(0));
  ASSERT_FALSE(run.trace.calls().empty());
  EXPECT_EQ(run.trace.calls().front().name, "execve");
  EXPECT_THAT(run.trace.calls().front().args[0], HasSubstr(kProgram));
  EXPECT_EQ(run.trace.calls().back().name, "exit_group");
}

TEST(TracedProcessTest, TheCanaryDoesNotCountAsTheProgram) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizer's runtime opens files of its own";
#endif
  const TracedRun run = RunProgram({"credentials"});
  EXPECT_THAT(run.trace, NeverOpensAFile());
}

TEST(TracedProcessTest, SeesAFileThatAThreadOfTheProgramOpens) {
  const TracedRun run = RunProgram({"open-in-thread"});
  EXPECT_THAT(run.trace, Not(NeverOpensAFile()));
  EXPECT_THAT(run.trace, Makes(Call("openat").With("/etc/passwd")));
}

TEST(TracedProcessTest, SeesAFileThatAChildOfTheProgramOpens) {
  EXPECT_THAT(RunProgram({"open-in-child"}).trace,
              Makes(Call("openat").With("/etc/passwd")));
}

TEST(TracedProcessTest, ReadinessComesFromTheTraceAndSigtermReachesTheProgram) {
  const auto traced = StartProgram({"listen"});
  const absl::StatusOr<SystemCall> listens =
      traced->WaitFor(Call("listen").Returning(0));
  ASSERT_TRUE(listens.ok()) << listens.status();
  EXPECT_EQ(listens->thread, traced->process().pid());
  const absl::StatusOr<TracedRun> run = traced->Stop();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->exit_status, ExitStatus::Killed(SIGTERM));
  ASSERT_EQ(run->trace.signals().size(), 1u);
  EXPECT_EQ(run->trace.signals()[0].name, "SIGTERM");
  ASSERT_EQ(run->trace.exits().size(), 1u);
  EXPECT_EQ(run->trace.exits()[0].signal, "SIGTERM");
}

TEST(TracedProcessTest, AWaitForWhatNeverComesShowsWhatCameInstead) {
  const absl::Status status =
      StartProgram({"credentials"})->WaitFor(Call("listen")).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("exit_group"));
}

TEST(TracedProcessTest, AWaitEndsAtItsTimeout) {
  const auto traced = StartProgram({"listen"});
  EXPECT_EQ(
      traced->WaitFor(Call("accept4"), absl::Milliseconds(50)).status().code(),
      absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(traced->Finish(absl::Milliseconds(50)).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST(TracedProcessTest, InjectsAnErrorIntoTheCallsThatAreNamed) {
  const TracedRun run = RunProgram(
      {"sockets"},
      {.injections = {Injection::Error("socket", "EMFILE").On(2, 3)}});
  std::vector<std::string> errors;
  for (const SystemCall& call : CallsMatching(run.trace, Call("socket"))) {
    EXPECT_EQ(call.injected, !call.error.empty());
    errors.push_back(call.error);
  }
  EXPECT_THAT(errors, ::testing::ElementsAre("", "EMFILE", "EMFILE", ""));
}

TEST(TracedProcessTest, ForgesTheCredentialsOfThePeer) {
  const Ucred forged = {.pid = 1, .uid = 1234, .gid = 5678};
  const TracedRun run = RunProgram(
      {"credentials"}, {.injections = {Injection::PeerCredentials(forged)}});
  EXPECT_EQ(run.output, "pid=1 uid=1234 gid=5678\n");
  EXPECT_THAT(run.trace, SeesPeerCredentials(forged));
}

TEST(TracedProcessTest, CredentialsAreThoseThatTheKernelGaveWithoutForgery) {
  const auto traced = StartProgram({"credentials"});
  const pid_t pid = traced->process().pid();
  const absl::StatusOr<TracedRun> run = traced->Finish();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_THAT(run->trace,
              SeesPeerCredentials(
                  {.pid = pid, .uid = ::geteuid(), .gid = ::getegid()}));
}

TEST(TracedProcessTest, TellsTheProgramItsPidAndPassesItDescriptors) {
  int pipe[2];
  ASSERT_EQ(::pipe2(pipe, O_CLOEXEC), 0);
  const uds::UniqueFd read_end(pipe[0]);
  const uds::UniqueFd write_end(pipe[1]);
  const auto traced =
      TracedProcess::Start(
          {"/bin/sh", "-c", "echo $ONE $OTHER $$; echo passed >&3"},
          {.child = {.descriptors = {write_end.get()}},
           .pid_variables = {"ONE", "OTHER"}})
          .value();
  const std::string pid = std::to_string(traced->process().pid());
  const absl::StatusOr<TracedRun> run = traced->Finish();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->output, pid + " " + pid + " " + pid + "\n");
  char text[16] = {};
  EXPECT_EQ(::read(read_end.get(), text, sizeof(text)), 7);
  EXPECT_STREQ(text, "passed\n");
}

TEST(TracedProcessTest, WithoutStraceTheErrorNamesTheFix) {
  const absl::Status status =
      TracedProcess::Start({kProgram}, {.strace = "/nonexistent/strace"})
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("apt-get install"));
}

// What is traced cannot be traced again, so the inner strace is refused as it
// would be in a container without the capability.
TEST(TracedProcessTest, WherePtraceIsRefusedNothingIsTakenForProved) {
  // The second program listens, and would not end by itself.
  for (const char* const what : {"credentials", "listen"}) {
    const absl::StatusOr<TracedRun> run =
        TracedProcess::Start({kTracingProgram, kProgram, what})
            .value()
            ->Finish();
    ASSERT_TRUE(run.ok()) << run.status();
    EXPECT_EQ(run->exit_status, ExitStatus::Exited(0)) << run->errors;
    EXPECT_THAT(run->output, HasSubstr("UNAVAILABLE"));
    EXPECT_THAT(run->output, HasSubstr("--cap-add=SYS_PTRACE"));
  }
}

TEST(TracedProcessTest, AnStraceThatFailsAtOnceIsToldApartFromASilentProgram) {
  const auto traced =
      TracedProcess::Start({kProgram}, {.strace = "/bin/false"}).value();
  EXPECT_EQ(traced->WaitFor(Call("listen")).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(traced->Finish().status().code(), absl::StatusCode::kUnavailable);
}

TEST(TracedProcessTest, AProgramThatCannotBeExecutedIsNamed) {
  const absl::Status status =
      TracedProcess::Start({"/nonexistent/program"}).value()->Finish().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/nonexistent/program"));
}

TEST(InjectionTest, TracesTheCallThatItAnswers) {
  const TracedRun run = RunProgram(
      {"whoami"}, {.injections = {Injection::Result("geteuid", 1234)}});
  EXPECT_EQ(run.output, "1234\n");
  EXPECT_THAT(run.trace, Makes(Call("geteuid").Returning(1234)));
}

TEST(InjectionTest, IsAnOptionOfStrace) {
  EXPECT_EQ(Injection::Error("accept4", "EMFILE").On(3).option(),
            "inject=accept4:error=EMFILE:when=3..3");
}

}  // namespace
}  // namespace uds_testing
