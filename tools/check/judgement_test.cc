#include "tools/check/judgement.h"

#include <signal.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/check/exercise.h"
#include "tools/check/fake_contract.h"
#include "tools/check/step_result.h"
#include "tools/verdicts/verdicts.h"

namespace tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A step for each list of clauses.
Exercise Steps(const std::vector<std::vector<std::string>>& clauses) {
  Exercise exercise = {.edit = "calls.cc", .steps = {}};
  for (const std::vector<std::string>& names : clauses) {
    exercise.steps.push_back({.title = "A step",
                              .pages = {"p(2)"},
                              .clauses = names,
                              .hints = {"h"}});
  }
  return exercise;
}

JudgeOptions OptionsFor(const FakeContract& contract) {
  return {.contract = {.program = contract.path(),
                       .server = "server",
                       .client = "client"},
          .grace = absl::Milliseconds(100)};
}

std::vector<StepResult> Judged(const JudgeOptions& options,
                               const Exercise& exercise) {
  std::vector<size_t> announced;
  const std::vector<StepResult> results =
      Judge(options, exercise, [&](const StepResult& result) {
        announced.push_back(result.number);
      }).value();
  EXPECT_EQ(announced.size(), results.size());
  return results;
}

std::vector<StepState> States(const std::vector<StepResult>& results) {
  std::vector<StepState> states;
  for (const StepResult& result : results) states.push_back(result.state);
  return states;
}

TEST(JudgementTest, AllStepsOfARightProgramPass) {
  const FakeContract contract({{.name = "A"}, {.name = "B"}, {.name = "C"}});
  const std::vector<StepResult> results =
      Judged(OptionsFor(contract), Steps({{"B", "A"}, {"C"}}));
  EXPECT_THAT(States(results),
              ElementsAre(StepState::kPassed, StepState::kPassed));
  EXPECT_EQ(results[0].verdicts[0].clause, "B");
  EXPECT_EQ(results[1].number, 2u);
  EXPECT_EQ(FirstNotPassed(results), nullptr);
  EXPECT_EQ(CountClauses(results).held, 3u);
  EXPECT_EQ(CountClauses(results).total, 3u);
}

TEST(JudgementTest, WhatALaterStepSaysOfItselfDoesNotExcuseThisOne) {
  const FakeContract contract(
      {{.name = "A"},
       {.name = "B", .says = FakeContract::NotStarted("step 3: refuse")},
       {.name = "C", .says = FakeContract::NotStarted("step 3: refuse")}});
  JudgeOptions options = OptionsFor(contract);
  options.judge_all = true;
  const std::vector<StepResult> results =
      Judged(options, Steps({{"A"}, {"B"}, {"C"}}));
  EXPECT_THAT(States(results),
              ElementsAre(StepState::kPassed, StepState::kBroken,
                          StepState::kNotStarted));
  EXPECT_EQ(results[1].verdicts[0].note, "");
}

TEST(JudgementTest, StopsBehindTheFirstStepThatIsNotPassed) {
  const FakeContract contract(
      {{.name = "A"},
       {.name = "B", .says = FakeContract::Broken("no reply")},
       {.name = "C"}});
  const std::vector<StepResult> results =
      Judged(OptionsFor(contract), Steps({{"A"}, {"B"}, {"C"}}));
  EXPECT_THAT(States(results),
              ElementsAre(StepState::kPassed, StepState::kBroken,
                          StepState::kNotJudged));
  EXPECT_EQ(results[2].verdicts[0].kind, Verdict::kNotJudged);
  EXPECT_EQ(results[2].verdicts[0].note, "step 2 comes first");
  EXPECT_EQ(results[2].verdicts[0].sentence, "The rule of C.");
  EXPECT_THAT(contract.Asked(), Not(HasSubstr("Contract.C")));
  EXPECT_EQ(FirstNotPassed(results)->number, 2u);
  EXPECT_EQ(CountClauses(results).held, 1u);
}

TEST(JudgementTest, AStepIsWhatItsFirstOpenClauseIs) {
  const FakeContract contract(
      {{.name = "Skipped", .says = R"("result": "SKIPPED")"},
       {.name = "NotStarted", .says = FakeContract::NotStarted("step 1: x")},
       {.name = "Broken", .says = FakeContract::Broken("x")},
       {.name = "Unknown", .says = FakeContract::Unknown("no ptrace")}});
  JudgeOptions options = OptionsFor(contract);
  options.judge_all = true;
  const auto state_of = [&](const std::vector<std::string>& order) {
    return Judged(options, Steps({order}))[0].state;
  };
  EXPECT_EQ(state_of({"Skipped", "NotStarted", "Broken", "Unknown"}),
            StepState::kNotStarted);
  EXPECT_EQ(state_of({"Broken", "NotStarted", "Unknown", "Skipped"}),
            StepState::kBroken);
  EXPECT_EQ(state_of({"Unknown", "Skipped", "Broken", "NotStarted"}),
            StepState::kUnknown);
  EXPECT_THAT(
      States(Judged(
          options,
          Steps({{"Skipped"}, {"NotStarted"}, {"Unknown"}, {"Broken"}}))),
      ElementsAre(StepState::kNotJudged, StepState::kNotStarted,
                  StepState::kUnknown, StepState::kBroken));
}

TEST(JudgementTest, AllMeansAllButWhatNeedsWhatDoesNotHold) {
  const FakeContract contract({{.name = "A", .says = FakeContract::Broken("x")},
                               {.name = "B", .needs = {"A"}},
                               {.name = "C", .needs = {"B"}},
                               {.name = "D"}});
  JudgeOptions options = OptionsFor(contract);
  options.judge_all = true;
  const std::vector<StepResult> results =
      Judged(options, Steps({{"A"}, {"C", "B", "D"}}));
  const std::vector<Verdict>& second = results[1].verdicts;
  EXPECT_EQ(second[0].kind, Verdict::kNotJudged);
  EXPECT_EQ(second[0].note, "it needs B");
  EXPECT_EQ(second[1].note, "it needs A");
  EXPECT_EQ(second[2].kind, Verdict::kHolds);
  EXPECT_EQ(results[1].state, StepState::kNotJudged);
}

TEST(JudgementTest, AnExerciseMustHaveTheClausesOfTheContract) {
  const FakeContract contract({{.name = "A"}, {.name = "B"}});
  const auto complaint = [&](const Exercise& exercise) {
    const absl::Status status =
        Judge(OptionsFor(contract), exercise, [](const StepResult&) {
        }).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  EXPECT_EQ(complaint(Steps({{"A"}})),
            "no step has the clause B of the contract");
  EXPECT_EQ(complaint(Steps({{"A", "B", "Z"}})),
            "step \"A step\": the contract has no clause Z");
}

TEST(JudgementTest, WhatIsLeftBehindIsEndedAndNamed) {
  const FakeContract contract({{.name = "A"}, {.name = "B"}},
                              "if [[ ${filter} == *A* ]]; then\n"
                              "  setsid sleep 1000 >/dev/null 2>&1 &\n"
                              "fi");
  const std::vector<StepResult> results =
      Judged(OptionsFor(contract), Steps({{"A"}, {"B"}}));
  ASSERT_THAT(results[0].orphans, SizeIs(1));
  EXPECT_EQ(results[0].orphans[0].name, "sleep");
  EXPECT_NE(::kill(results[0].orphans[0].pid, 0), 0);
  EXPECT_THAT(results[1].orphans, IsEmpty());
}

TEST(JudgementTest, WhatAKilledJudgeLeftIsEndedAndNotHeldAgainstTheProgram) {
  const FakeContract contract(
      {{.name = "A"}},
      "mkdir ${UDS_LABS_SCRATCH}/scratch; (sleep 1000; true) >&/dev/null &\n"
      "echo ${UDS_LABS_SCRATCH} $!; sleep 1000");
  JudgeOptions options = OptionsFor(contract);
  options.contract.time_limit = absl::Seconds(1);
  const std::vector<StepResult> results = Judged(options, Steps({{"A"}}));
  EXPECT_EQ(results[0].state, StepState::kUnknown);
  EXPECT_FALSE(results[0].finished);
  EXPECT_THAT(results[0].orphans, IsEmpty());
  const std::string& said = results[0].verdicts[0].failures[0];
  const size_t at = said.find("/tmp/");
  ASSERT_NE(at, said.npos) << said;
  const std::string scratch = said.substr(at, said.find(' ', at) - at);
  EXPECT_FALSE(std::filesystem::exists(scratch)) << scratch;
  EXPECT_NE(::kill(std::stoi(said.substr(said.find(' ', at) + 1)), 0), 0);
}

TEST(JudgementTest, WhatAKilledJudgeLeftCannotKeepItsScratch) {
  const FakeContract contract(
      {{.name = "A"}},
      "echo \"${UDS_LABS_SCRATCH}\" >\"$0.scratch\"\n"
      "setsid bash -c 'while :; do "
      ": >\"${UDS_LABS_SCRATCH}/$((n++ % 1000))\"; done' >/dev/null 2>&1 &\n"
      "exec sleep 1000");
  JudgeOptions options = OptionsFor(contract);
  options.contract.time_limit = absl::Seconds(1);
  Judged(options, Steps({{"A"}}));
  std::string scratch;
  std::ifstream(contract.path() + ".scratch") >> scratch;
  ASSERT_THAT(scratch, HasSubstr("/"));
  EXPECT_FALSE(std::filesystem::exists(scratch)) << scratch;
}

}  // namespace
}  // namespace tools
