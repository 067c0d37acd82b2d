#include "tools/check/screen.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/check/exercise.h"
#include "tools/check/step_result.h"
#include "tools/verdicts/verdicts.h"

namespace tools {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Exercise& TwoSteps() {
  static const auto* const exercise =
      new Exercise{.edit = "calls.cc",
                   .steps = {{.title = "A socket that listens",
                              .pages = {"socket(2)"},
                              .clauses = {"BindsAndListens", "Backlog"},
                              .hints = {"h"}},
                             {.title = "Replies",
                              .pages = {"send(2)"},
                              .clauses = {"Replies"},
                              .hints = {"h"}}}};
  return *exercise;
}

Verdict VerdictOf(const std::string& clause, Verdict::Kind kind,
                  const std::string& note = "") {
  return {.kind = kind,
          .clause = clause,
          .sentence = "The rule of " + clause + ".",
          .hint = "The hint of " + clause + ".",
          .figure = kind == Verdict::kHolds ? note : "",
          .note = note,
          .failures = {}};
}

TEST(ScreenTest, AStepThatPassedShowsItsFigures) {
  EXPECT_EQ(ShowStep(TwoSteps(),
                     {.number = 1,
                      .state = StepState::kPassed,
                      .verdicts = {VerdictOf("BindsAndListens", Verdict::kHolds,
                                             "listen(2) calls: 1"),
                                   VerdictOf("Backlog", Verdict::kHolds)}},
                     80),
            "✔ Step 1  A socket that listens\n"
            "  ✔ BindsAndListens  listen(2) calls: 1\n"
            "  ✔ Backlog\n");
}

TEST(ScreenTest, TheFirstThatIsBrokenIsExplainedAndNoOther) {
  Verdict first = VerdictOf("BindsAndListens", Verdict::kBroken);
  first.failures = {"Failed\nit listens nowhere"};
  Verdict second = VerdictOf("Backlog", Verdict::kBroken);
  second.failures = {"Failed\nbeside the point"};
  EXPECT_EQ(ShowStep(TwoSteps(),
                     {.number = 1,
                      .state = StepState::kBroken,
                      .verdicts = {first, second}},
                     80),
            "✘ Step 1  A socket that listens\n"
            "  ✘ BindsAndListens  broken\n"
            "\n"
            "      Rule:      The rule of BindsAndListens.\n"
            "      Seen:      it listens nowhere\n"
            "      Next step: The hint of BindsAndListens.\n"
            "\n"
            "  ✘ Backlog          broken\n");
}

TEST(ScreenTest, WhatWasNotJudgedIsAQuestionWithItsReason) {
  const std::string shown =
      ShowStep(TwoSteps(),
               {.number = 1,
                .state = StepState::kUnknown,
                .verdicts = {VerdictOf("BindsAndListens", Verdict::kUnknown),
                             VerdictOf("Backlog", Verdict::kNotJudged,
                                       "it needs BindsAndListens")}},
               80);
  EXPECT_THAT(shown, HasSubstr("? Step 1  A socket that listens\n"
                               "  ? BindsAndListens  could not be judged\n"));
  EXPECT_THAT(shown, HasSubstr("  ? Backlog          not judged: it needs "
                               "BindsAndListens\n"));
  EXPECT_THAT(shown, Not(HasSubstr("✔")));
  EXPECT_THAT(ShowStep(TwoSteps(),
                       {.number = 2,
                        .state = StepState::kNotJudged,
                        .verdicts = {VerdictOf("Replies", Verdict::kSkipped)}},
                       80),
              HasSubstr("  ? Replies          not judged: this machine"));
}

TEST(ScreenTest, AStepThatWasNotReachedIsOneLineOrTwo) {
  const StepResult waiting = {
      .number = 2,
      .state = StepState::kNotJudged,
      .verdicts = {
          VerdictOf("Replies", Verdict::kNotJudged, "step 1 comes first")}};
  EXPECT_EQ(ShowStep(TwoSteps(), waiting, 80),
            "? Step 2  Replies                1 clause: step 1 comes first\n");
  EXPECT_EQ(ShowStep(TwoSteps(), waiting, 60),
            "? Step 2  Replies\n    1 clause: step 1 comes first\n");
}

TEST(ScreenTest, LongLinesAreBroken) {
  Verdict broken = VerdictOf("Replies", Verdict::kBroken);
  broken.sentence = "one two three four five six seven eight nine ten eleven";
  EXPECT_THAT(
      ShowStep(TwoSteps(),
               {.number = 2, .state = StepState::kBroken, .verdicts = {broken}},
               60),
      HasSubstr("      Rule:      one two three four five six seven "
                "eight\n"
                "                 nine ten eleven\n"));
}

TEST(ScreenTest, WhatWasLeftBehindIsSaid) {
  EXPECT_THAT(
      ShowStep(TwoSteps(),
               {.number = 2,
                .state = StepState::kPassed,
                .verdicts = {VerdictOf("Replies", Verdict::kHolds)},
                .orphans = {{.pid = 123, .name = "sleep"},
                            {.pid = 124, .name = "x\033", .killed = false}}},
               80),
      HasSubstr("  ! it left a process behind: pid 123 (sleep): killed\n"
                "  ! it left a process behind: pid 124 (x\\x1b): could not be "
                "killed\n"));
}

}  // namespace
}  // namespace tools
