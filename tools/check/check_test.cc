// The program: its exit status, what it prints where, and how it ends.

#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/check/fake_contract.h"

namespace tools {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using uds_testing::ChildProcess;
using uds_testing::ExitStatus;

// A lab with two steps, of the clauses A and B, as it lies in a repository.
class CheckTest : public ::testing::Test {
 protected:
  void SetUp() override {
    program_ = std::filesystem::absolute("tools/check/check");
    for (const char* const folder : {"bin/01_echo", "labs/01_echo/exercise"}) {
      std::filesystem::create_directories(directory_.Path(folder));
    }
    Write("labs/01_echo/README.md", "# Lab 01: An echo\n");
    Write("bin/01_echo/demonstration.json",
          R"({"client_args": [], "server_calls": [], "client_calls": []})");
    Write("labs/01_echo/exercise/steps.json",
          R"json({"edit": "calls.cc", "steps": [
             {"title": "First", "pages": ["p(2)"], "clauses": ["A"],
              "hints": ["look"]},
             {"title": "Second", "pages": ["p(2)"], "clauses": ["B"],
              "hints": ["look again"]}]})json");
  }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(directory_.Path(name)) << text;
  }

  std::unique_ptr<ChildProcess> Start(const FakeContract& contract,
                                      std::vector<std::string> arguments) {
    std::filesystem::create_symlink(
        contract.path(), directory_.Path("bin/01_echo/contract_test"));
    arguments.insert(arguments.begin(), {program_, "--lab=01", "--labs=bin"});
    return ChildProcess::Start(arguments, {.directory = directory_.path()})
        .value();
  }

  // To its end; what it printed is in output_ and errors_.
  ExitStatus Run(const FakeContract& contract,
                 const std::vector<std::string>& arguments = {}) {
    const std::unique_ptr<ChildProcess> check = Start(contract, arguments);
    const ExitStatus status = check->Wait(absl::Seconds(60)).value();
    output_ = check->output();
    errors_ = check->errors();
    return status;
  }

  const uds_testing::TempDirectory directory_;
  std::string program_, output_, errors_;
};

const std::vector<FakeClause>& Good() {
  static const auto* const clauses =
      new std::vector<FakeClause>{{.name = "A"}, {.name = "B"}};
  return *clauses;
}

std::vector<FakeClause> SecondSays(const std::string& says) {
  return {{.name = "A"}, {.name = "B", .says = says}};
}

TEST_F(CheckTest, ExitsWith0OnlyIfAllHold) {
  const FakeContract contract(Good());
  EXPECT_EQ(Run(contract), ExitStatus::Exited(0));
  EXPECT_THAT(output_, StartsWith("Lab 01: An echo\n"
                                  "labs/01_echo/exercise/calls.cc\n"));
  EXPECT_THAT(output_, HasSubstr("✔ Step 1  First\n  ✔ A\n"));
  EXPECT_THAT(output_, HasSubstr("2 of 2 clauses hold"));
  EXPECT_EQ(errors_, "");
  EXPECT_THAT(contract.Asked(), HasSubstr("/bin/01_echo/exercise/server "));
  EXPECT_THAT(contract.Asked(), HasSubstr("/bin/01_echo/client "));
  EXPECT_THAT(contract.Asked(), HasSubstr(" --noactivated --whole_life\n"));
}

TEST_F(CheckTest, ExitsWith1IfOneIsBroken) {
  EXPECT_EQ(Run(FakeContract(SecondSays(FakeContract::Broken("no reply")))),
            ExitStatus::Exited(1));
  EXPECT_THAT(output_, HasSubstr("✘ Step 2  Second\n  ✘ B  broken\n"));
  EXPECT_THAT(output_, HasSubstr("Seen:      no reply\n"));
}

TEST_F(CheckTest, ExitsWith3IfNothingCouldBeJudged) {
  EXPECT_EQ(Run(FakeContract(SecondSays(FakeContract::Unknown("no ptrace")))),
            ExitStatus::Exited(3));
  EXPECT_THAT(output_, HasSubstr("UNKNOWN: no ptrace\n"));
  EXPECT_THAT(output_, HasSubstr("1 of 2 clauses hold"));
}

TEST_F(CheckTest, ExitsWith2ForALabOrAnExerciseThatThereIsNot) {
  const FakeContract contract(Good());
  EXPECT_EQ(Run(contract, {"--lab=07"}), ExitStatus::Exited(2));
  EXPECT_THAT(errors_, HasSubstr("there is no lab \"07\""));
}

TEST_F(CheckTest, ABadStepsFileIsNamed) {
  Write("labs/01_echo/exercise/steps.json", "{}");
  EXPECT_EQ(Run(FakeContract(Good())), ExitStatus::Exited(2));
  EXPECT_EQ(errors_,
            "check: labs/01_echo/exercise/steps.json: edit: expected a text\n");
}

TEST_F(CheckTest, JudgesAnyProgramFromAnyFolder) {
  const FakeContract contract(Good(), "pwd >>asked_in");
  EXPECT_EQ(Run(contract,
                {"--server=python3 mine.py", "--client=its own",
                 "--nowhole_life", "--directory=" + directory_.Path("labs")}),
            ExitStatus::Exited(0));
  EXPECT_THAT(contract.Asked(),
              HasSubstr("--server=python3 mine.py --client=its own "));
  EXPECT_THAT(contract.Asked(), HasSubstr(" --nowhole_life\n"));
  EXPECT_TRUE(std::filesystem::exists(directory_.Path("labs/asked_in")));
}

TEST_F(CheckTest, WhatItSaysToTypeIsQuotedForAShell) {
  const FakeContract contract(SecondSays(FakeContract::Broken("no reply")));
  Run(contract, {"--server=python3 it's.py", "--client=./$(c) 'x'"});
  EXPECT_THAT(output_, HasSubstr("--server \"python3 it's.py\""));
  EXPECT_THAT(output_, HasSubstr(R"(--client './$(c) '\''x'\''')"));
}

TEST_F(CheckTest, JsonIsAllThatIsOnStdout) {
  EXPECT_EQ(Run(FakeContract(SecondSays(FakeContract::Broken("no reply"))),
                {"--json"}),
            ExitStatus::Exited(1));
  const nlohmann::json report =
      nlohmann::json::parse(output_, nullptr, /*allow_exceptions=*/false);
  ASSERT_TRUE(report.is_object()) << output_;
  EXPECT_EQ(report["state"], "broken");
  EXPECT_EQ(report["passed"], 1);
}

TEST_F(CheckTest, HintsComeWithoutVerdicts) {
  EXPECT_EQ(Run(FakeContract(SecondSays(FakeContract::Broken("no reply"))),
                {"--hint=1"}),
            ExitStatus::Exited(0));
  EXPECT_THAT(output_, HasSubstr("look again\n"));
  EXPECT_THAT(output_, Not(HasSubstr("no reply")));
  EXPECT_THAT(output_, Not(HasSubstr("✔")));
}

TEST_F(CheckTest, ASignalEndsItAndAllThatItStarted) {
  const std::string fifo = directory_.Path("fifo");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  const FakeContract contract(Good(),
                              "mkdir ${UDS_LABS_SCRATCH}/of_the_contract\n"
                              "setsid sleep 1000 >/dev/null 2>&1 &\n"
                              "echo $$ $! ${UDS_LABS_SCRATCH} >" +
                                  fifo + "\nsleep 1000");
  const std::unique_ptr<ChildProcess> check = Start(contract, {});
  pid_t judge = 0, left_behind = 0;
  std::string scratch;
  std::ifstream(fifo) >> judge >> left_behind >> scratch;
  ASSERT_TRUE(std::filesystem::exists(scratch)) << scratch;
  check->Signal(SIGTERM);
  EXPECT_EQ(check->Wait(absl::Seconds(60)).value(),
            ExitStatus::Exited(128 + SIGTERM));
  EXPECT_NE(::kill(judge, 0), 0);
  EXPECT_NE(::kill(left_behind, 0), 0);
  EXPECT_FALSE(std::filesystem::exists(scratch)) << scratch;
}

}  // namespace
}  // namespace tools
