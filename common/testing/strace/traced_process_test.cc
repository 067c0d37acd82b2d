#include "common/testing/strace/traced_process.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using ::testing::AllOf;
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

// The errors of four calls of socket(2).
std::vector<std::string> ErrorsUnder(const Injection& injection) {
  const TracedRun run = RunProgram({"sockets"}, {.injections = {injection}});
  std::vector<std::string> errors;
  for (const SystemCall& call : CallsMatching(run.trace, Call("socket"))) {
    EXPECT_EQ(call.injected, !call.error.empty());
    errors.push_back(call.error);
  }
  return errors;
}

TEST(TracedProcessTest, InjectsAnErrorIntoTheCallsThatAreNamed) {
  const Injection error = Injection::Error("socket", "EMFILE");
  EXPECT_THAT(ErrorsUnder(error.On(2, 3)),
              ::testing::ElementsAre("", "EMFILE", "EMFILE", ""));
  EXPECT_THAT(ErrorsUnder(error.On(1, 4, /*step=*/2)),
              ::testing::ElementsAre("EMFILE", "", "EMFILE", ""));
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
      TracedProcess::Start({"/nonexistent/program"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/nonexistent/program"));
}

std::unique_ptr<TracedProcess> Shell(const std::string& script,
                                     TraceOptions options = {}) {
  return TracedProcess::Start({"/bin/sh", "-c", script}, std::move(options))
      .value();
}

// Expects that a run which goes over `bounds` is ended, and told so.
void ExpectOverflow(const std::string& script, const TraceBounds& bounds,
                    const std::string& why) {
  const auto traced = Shell(script, {.bounds = bounds, .name = "the server"});
  const absl::Status status = traced->Finish(absl::Minutes(1)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("the server " + why),
                    HasSubstr("the last lines of the server's trace:\n")));
  EXPECT_EQ(traced->UnexpectedEnd(), "the server " + why);
  EXPECT_EQ(traced->WaitFor(Call("listen")).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(TracedProcessTest, ARunThatGoesOverABoundIsEnded) {
  const std::string spin = "while :; do : </dev/null; done";
  ExpectOverflow(spin, {.calls = 1000},
                 "made more than 1000 system calls in this run: it spins");
  ExpectOverflow(spin, {.bytes = 1 << 20},
                 "made system calls that fill more than 1 MiB of trace in this "
                 "run: it spins");
  ExpectOverflow("for i in 1 2 3 4 5 6 7 8; do sleep 1000 & done; wait",
                 {.threads_at_once = 5},
                 "had more than 5 processes or threads at once");
}

TEST(TracedProcessTest, ALineThatNeverEndsIsNotWaitedFor) {
  const TempDirectory directory;
  const std::string strace = directory.Path("strace");
  std::ofstream(strace) << "#!/bin/sh\n"
                           "while [ \"$1\" != -o ]; do shift; done\n"
                           "tr '\\0' x </dev/zero >\"$2\"\n";
  ASSERT_EQ(::chmod(strace.c_str(), 0755), 0);
  const absl::Status status =
      Shell("exit 0", {.strace = strace})->Finish().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("a line of more than 1048576 bytes"));
}

TEST(TracedProcessTest, WhatTheProgramLeavesRunningIsKilledAndNamed) {
  // The first stays in its group, the second in a session of its own.
  const absl::StatusOr<TracedRun> run =
      Shell("sleep 1000 & setsid sleep 1000 & echo $!; exit 0")->Finish();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->exit_status, ExitStatus::Exited(0));
  EXPECT_THAT(run->leftovers, ::testing::SizeIs(2));
  EXPECT_THAT(run->leftovers, ::testing::Contains(std::stoi(run->output)));
  EXPECT_EQ(run->trace.exits().size(), 3u);
}

TEST(TracedProcessTest, AnUnexpectedEndIsToldApartFromOneThatWasAskedFor) {
  const auto by_itself = Shell("echo no way >&2; exit 7");
  const auto crashed = Shell("kill -SEGV $$");
  const auto stopped = Shell("trap '' TERM; echo up; kill -STOP $$");
  const auto told = Shell("exec sleep 1000");
  ASSERT_TRUE(by_itself->Finish().ok());
  ASSERT_TRUE(crashed->Finish().ok());
  EXPECT_EQ(by_itself->UnexpectedEnd(),
            "the program ended by itself: exit status 7; on stderr it said: no "
            "way");
  EXPECT_EQ(by_itself->UnexpectedEnd(/*ends_by_itself=*/true), "");
  EXPECT_EQ(crashed->UnexpectedEnd(true), "the program was killed by SIGSEGV");
  EXPECT_THAT(crashed->LastLines(), HasSubstr("--- SIGSEGV {"));
  ASSERT_TRUE(told->WaitFor(Call("execve").With("sleep")).ok());
  EXPECT_EQ(told->UnexpectedEnd(), "");
  ASSERT_TRUE(told->Stop().ok());
  EXPECT_EQ(told->UnexpectedEnd(), "");
  ASSERT_TRUE(
      stopped->process().WaitForOutput("up\n", TracedProcess::kPatience).ok());
  EXPECT_EQ(stopped->Stop(absl::Seconds(1)).status().code(),
            absl::StatusCode::kDeadlineExceeded);
  stopped->Kill();
  EXPECT_EQ(stopped->Finish()->exit_status, ExitStatus::Killed(SIGKILL));
  EXPECT_EQ(stopped->UnexpectedEnd(), "");
}

TEST(TracedProcessTest, ItsOwnerHasALastLookAtItAndMayKillAll) {
  std::string seen;
  {
    const auto first =
        Shell("exec sleep 1000", {.at_end = [&](TracedProcess& process) {
                seen = process.LastLines();
              }});
    const auto second = Shell("exec sleep 1000");
    ASSERT_TRUE(first->WaitFor(Call("execve").With("sleep")).ok());
    ASSERT_TRUE(second->WaitFor(Call("execve").With("sleep")).ok());
    TracedProcess::KillAll();
    EXPECT_EQ(second->Finish()->exit_status, ExitStatus::Killed(SIGKILL));
  }
  EXPECT_THAT(seen, HasSubstr("+++ killed by SIGKILL +++\n"));
}

TEST(TracedProcessTest, AtTheLastLookAllThatItPrintedHasCome) {
  // It is killed while it prints, so some of that is in the pipe.
  for (int i = 0; i < 20; ++i) {
    size_t seen = 0;
    size_t whole = 0;
    Shell("yes >&2", {.at_end =
                          [&](TracedProcess& process) {
                            seen = process.process().errors().size();
                            whole = process.Finish()->errors.size();
                          }})
        ->WaitFor(Call("write").Succeeding())
        .IgnoreError();
    EXPECT_GT(whole, 0u);
    EXPECT_EQ(seen, whole);
  }
}

TEST(TracedProcessTest, ACallThatDoesNotReturnIsAmongTheLastLines) {
  const auto traced =
      TracedProcess::Start({"/bin/cat"}, {.child = {.keep_input_open = true},
                                          .name = "the server"})
          .value();
  const absl::Status status =
      traced->WaitFor(Call("listen"), absl::Seconds(1), "call listen(2)")
          .status();
  EXPECT_THAT(std::string(status.message()),
              AllOf(::testing::StartsWith(
                        "the server did not call listen(2) within 1 s\nit "
                        "printed nothing\nthe last lines of the server's "
                        "trace:\n"),
                    ::testing::EndsWith("read(0,  <unfinished ...>\n")));
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
