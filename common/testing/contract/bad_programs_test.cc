// Programs that nobody should have to meet, judged: each is told what it did,
// soon, and leaves nothing behind.

#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"
#include "common/testing/tracees.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kProgram[] = "common/testing/contract/bad_program";
constexpr absl::Duration kLong = absl::Seconds(100);

std::unique_ptr<ChildProcess> StartContract(
    const std::string& server, const std::string& filter,
    const TempDirectory& scratch, std::vector<std::string> flags = {}) {
  flags.insert(flags.begin(),
               {"common/testing/contract/judged_contract", "--server=" + server,
                std::string("--client=") + kProgram + " client",
                "--gtest_filter=" + filter,
                "--gtest_output=json:" + scratch.Path("report.json")});
  ChildOptions options;
  // Where it makes its directories, so that nothing else is looked at.
  std::filesystem::create_directory(scratch.Path("made"));
  options.environment.push_back("UDS_LABS_SCRATCH=" + scratch.Path("made"));
  return ChildProcess::Start(flags, std::move(options)).value();
}

// A judgement of `server` by the clauses that `filter` names.
struct Judged {
  Judged(const std::string& server, const std::string& filter,
         const std::vector<std::string>& flags = {}) {
    const absl::Time start = absl::Now();
    const auto contract = StartContract(server, filter, scratch, flags);
    status = contract->Wait(kLong).value();
    took = absl::Now() - start;
    output = contract->output();
    std::ifstream file(scratch.Path("report.json"));
    report.assign(std::istreambuf_iterator<char>(file), {});
    EXPECT_TRUE(std::filesystem::is_empty(scratch.Path("made")));
  }

  TempDirectory scratch;
  ExitStatus status;
  absl::Duration took;
  std::string output;
  std::string report;  // GoogleTest's, as JSON
};

std::string Bad(const std::string& how) {
  return std::string(kProgram) + " " + how;
}

class BadProgramsTest : public ::testing::Test {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "the sanitizer's runtime opens files, and catches crashes";
#endif
  }
};

TEST_F(BadProgramsTest, AGoodOneIsJudgedByThisContractToo) {
  const Judged judged(Bad("good"),
                      "*.Binds*:*.Says*:*.Repl*:*.Server*:*.W*:"
                      "*.Removes*");
  EXPECT_EQ(judged.status, ExitStatus::Exited(0)) << judged.output;
  EXPECT_THAT(judged.report, Not(HasSubstr("\"program\"")));
}

TEST_F(BadProgramsTest, ACrashIsNamedAlsoWhereTheClientIsWhoSuffers) {
  const Judged judged(Bad("crash"), "*.Replies");
  EXPECT_EQ(judged.status, ExitStatus::Exited(1));
  EXPECT_THAT(
      judged.report,
      AllOf(HasSubstr("the server was killed by SIGSEGV"),
            HasSubstr("the last lines of the server's trace:"),
            ContainsRegex("  > [0-9]+ +[0-9.]+ --- SIGSEGV .*si_addr=")));
  EXPECT_THAT(judged.output, HasSubstr("Program:   the server was killed by "));
}

TEST_F(BadProgramsTest, ACrashBeforeItIsReadyIsNamedOnce) {
  const Judged judged(Bad("crash-at-start"), "*.BindsAndListens");
  EXPECT_THAT(judged.output,
              AllOf(HasSubstr("the server did not call listen(2): it ended "
                              "(killed by SIGSEGV)\nit printed nothing\nthe "
                              "last lines of the server's trace:\n"),
                    ContainsRegex("  > [0-9]+ +[0-9.]+ --- SIGSEGV "),
                    Not(HasSubstr("Program:"))));
}

TEST_F(BadProgramsTest, AnExitInTheMiddleIsNamedWithWhatItSaid) {
  const Judged judged(Bad("exit"), "*.Replies");
  EXPECT_THAT(judged.output,
              AllOf(HasSubstr("the server ended by itself: exit status 3; on "
                              "stderr it said: cannot go on\n"),
                    HasSubstr("exit_group(3)")));
}

TEST_F(BadProgramsTest, OneThatIsNeverReadyIsShownInTheCallThatItIsIn) {
  const Judged judged(Bad("wait-at-start"), "*");
  EXPECT_EQ(judged.status, ExitStatus::Exited(1));
  EXPECT_THAT(judged.output,
              AllOf(HasSubstr("the server did not call listen(2) within 10 s\n"
                              "it printed nothing\n"),
                    ContainsRegex("  > [0-9]+ +[0-9.]+ read\\(.*unfinished"),
                    HasSubstr("not judged: it needs BindsAndListens")));
  EXPECT_LT(judged.took, absl::Seconds(20));
}

TEST_F(BadProgramsTest, OneThatStopsItselfIsKilledAndShown) {
  const Judged judged(Bad("stop-at-start"), "*.BindsAndListens");
  EXPECT_THAT(judged.output, AllOf(HasSubstr("within 10 s"),
                                   HasSubstr("--- stopped by SIGSTOP ---")));
}

TEST_F(BadProgramsTest, IgnoringSigtermCostsTenSecondsOnceAndBreaksOneClause) {
  const Judged judged(Bad("ignores-term"), "*.Binds*:*.Repl*:*.Removes*");
  EXPECT_THAT(judged.output,
              AllOf(HasSubstr("[       OK ] Contract.BindsAndListens"),
                    HasSubstr("[       OK ] Contract.Replies"),
                    HasSubstr("the server did not end within 1 s of SIGTERM, "
                              "nor within 10 s before, and was killed")));
  EXPECT_LT(judged.took, absl::Seconds(20));
}

TEST_F(BadProgramsTest, AFloodIsCutAndEscaped) {
  const Judged judged(Bad("flood-at-start"), "*.BindsAndListens");
  EXPECT_THAT(judged.output,
              AllOf(HasSubstr("on stdout it said: \\x1b[31mflood\n"),
                    ContainsRegex("\\.\\.\\. \\([0-9]+ bytes more\\)\n"),
                    HasSubstr("on stderr it said: \\x1b[31mtoo much\n"),
                    Not(HasSubstr("\x1b[31m"))));
  EXPECT_LT(judged.output.size(), 20'000u);
  EXPECT_LT(judged.report.size(), 20'000u);
}

// On a slow machine its time is over before it has made too many calls; what it
// was doing is to be seen all the same.
TEST_F(BadProgramsTest, OneThatSpinsIsStoppedAndShown) {
  for (const char* const how : {"spin-at-start", "spin"}) {
    const Judged judged(Bad(how), "*.BindsAndListens:*.Replies");
    EXPECT_EQ(judged.status, ExitStatus::Exited(1)) << how;
    EXPECT_THAT(
        judged.output,
        AllOf(::testing::AnyOf(
                  HasSubstr("the server made more than 200000 system calls in "
                            "this run: it spins"),
                  ContainsRegex("the server made [0-9]+ system calls in this "
                                "run: does it spin\\?"),
                  HasSubstr(" within 10 s")),
              ContainsRegex("    [0-9]+ +[0-9.]+ close\\(-1\\)")))
        << how;
    EXPECT_LT(judged.took, absl::Seconds(40));
  }
}

TEST_F(BadProgramsTest, WhatIsLeftRunningIsKilledAndBreaksOneClause) {
  const Judged judged(Bad("leaves-a-child"), "*.Binds*:*.Removes*");
  EXPECT_THAT(
      judged.output,
      AllOf(
          HasSubstr("[       OK ] Contract.BindsAndListens"),
          ContainsRegex(
              "the server has ended, but left a process behind: pid [0-9]+")));
}

TEST_F(BadProgramsTest, AForkBombEndsWithItsClause) {
  const Judged judged(Bad("bomb-at-start"), "*.BindsAndListens");
  EXPECT_EQ(judged.status, ExitStatus::Exited(1));
  EXPECT_THAT(judged.output, HasSubstr("had more than 500 processes or threads "
                                       "at once"));
  EXPECT_LT(judged.took, absl::Seconds(40));
}

TEST_F(BadProgramsTest, WhatIsNoProgramIsNamedAtOnceAndIsNotUnknown) {
  const TempDirectory directory;
  const std::string text = directory.Path("server.cc");
  std::ofstream(text) << "int main() {}\n";
  const Judged nothing("/nonexistent/server", "*.BindsAndListens");
  const Judged folder(directory.path(), "*.BindsAndListens");
  const Judged closed(text, "*.BindsAndListens");
  ::chmod(text.c_str(), 0755);
  const Judged source(text, "*.BindsAndListens");
  EXPECT_THAT(nothing.output, HasSubstr("no program \"/nonexistent/server\""));
  EXPECT_THAT(folder.output, HasSubstr("is a directory, not a program"));
  EXPECT_THAT(closed.output, HasSubstr("chmod +x"));
  EXPECT_THAT(source.output, HasSubstr("is neither ELF nor a script"));
  for (const Judged* const judged : {&nothing, &folder, &closed, &source}) {
    EXPECT_EQ(judged->status, ExitStatus::Exited(1));
    EXPECT_THAT(judged->report, Not(HasSubstr("\"verdict\"")));
    EXPECT_LT(judged->took, absl::Seconds(5));
  }
}

TEST_F(BadProgramsTest, ABindElsewhereIsShown) {
  const Judged judged(Bad("elsewhere"), "*.BindsAndListens");
  EXPECT_THAT(judged.output,
              AllOf(HasSubstr("it never called bind(2), successfully, with the "
                              "path that it was given"),
                    HasSubstr("server.sock.other")));
}

TEST_F(BadProgramsTest, ALineThatIsNotFlushedIsMissed) {
  const Judged judged(Bad("unflushed"), "*.SaysWhenItIsReady");
  EXPECT_THAT(judged.output, HasSubstr("it listens, but no such line came out; "
                                       "to a pipe stdout is buffered"));
}

TEST_F(BadProgramsTest, ASecondServerThatStartsIsNotWaitedFor) {
  const Judged judged(Bad("good"), "*.RefusesAPathInUse:*.LeavesARegular*");
  EXPECT_THAT(judged.output,
              AllOf(HasSubstr("a second server on the same path started and "
                              "listens, instead of refusing and ending"),
                    HasSubstr("the regular file that was at its path")));
  EXPECT_LT(judged.took, absl::Seconds(8));
}

TEST_F(BadProgramsTest, NoClauseTakesLongerThanItMay) {
  const Judged judged(Bad("wait"), "*.WaitsForAReply", {"--clause_seconds=2"});
  EXPECT_EQ(judged.status, ExitStatus::Exited(1));
  EXPECT_THAT(judged.output,
              HasSubstr("the clause was not done within 2s, so its programs "
                        "were killed"));
  EXPECT_LT(judged.took, absl::Seconds(20));
}

// Whether `pid` runs: not a zombie, which only its parent can get rid of.
bool Runs(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  const std::string stat(std::istreambuf_iterator<char>(file), {});
  const size_t name_end = stat.rfind(") ");
  return name_end != stat.npos && stat[name_end + 2] != 'Z' &&
         stat[name_end + 2] != 'X';
}

// Waits for a server and a client that are traced into directories of `path`.
std::vector<pid_t> ProgramsOf(const std::string& path) {
  for (const absl::Time deadline = absl::Now() + kLong; absl::Now() < deadline;
       absl::SleepFor(absl::Milliseconds(5))) {
    std::vector<pid_t> programs;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      for (const pid_t pid : TraceesInto(entry.path() / kTraceName)) {
        programs.push_back(pid);
      }
    }
    if (programs.size() >= 2) return programs;  // server and client
  }
  return {};
}

TEST_F(BadProgramsTest, NothingStaysOfAContractThatIsItselfKilled) {
  for (const int signal : {SIGKILL, SIGINT, SIGTERM}) {
    const TempDirectory scratch;
    const auto contract =
        StartContract(Bad("wait"), "*.WaitsForAReply", scratch);
    const std::vector<pid_t> programs = ProgramsOf(scratch.Path("made"));
    ASSERT_FALSE(programs.empty());
    contract->Signal(signal);
    EXPECT_EQ(contract->Wait(kLong).value(), ExitStatus::Killed(signal));
    const auto gone = [&] {
      for (const pid_t pid : programs) {
        if (Runs(pid)) return false;
      }
      return std::filesystem::is_empty(scratch.Path("made"));
    };
    const absl::Time deadline = absl::Now() + kLong;
    while (!gone() && absl::Now() < deadline) {
      absl::SleepFor(absl::Milliseconds(2));
    }
    EXPECT_TRUE(gone()) << "signal " << signal;
  }
}

}  // namespace
}  // namespace uds_testing
