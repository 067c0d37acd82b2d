#include "tools/check/advice.h"

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

const Occasion kOccasion = {.lab = "01_echo",
                            .title = "Lab 01: An echo",
                            .server = "",
                            .arguments = "",
                            .next_lab = "02_http",
                            .width = 80};

const Occasion kOwnServer = {.lab = "01_echo",
                             .title = "Lab 01: An echo",
                             .server = "python3 mine.py",
                             .arguments = "--server \"python3 mine.py\"",
                             .next_lab = "",
                             .width = 80};

const Exercise& TwoSteps() {
  static const auto* const exercise =
      new Exercise{.edit = "calls.cc",
                   .steps = {{.title = "Listen",
                              .pages = {"socket(2)", "unix(7)", "RFC 9110"},
                              .clauses = {"A", "B"},
                              .hints = {"look", "look there", "look: there"}},
                             {.title = "Reply",
                              .pages = {"send(2)"},
                              .clauses = {"C"},
                              .hints = {"h"}}}};
  return *exercise;
}

Verdict VerdictOf(Verdict::Kind kind) {
  return {.kind = kind,
          .clause = "",
          .sentence = "",
          .hint = "",
          .figure = "",
          .note = "",
          .failures = {}};
}

std::vector<StepResult> Results(StepState first, StepState second) {
  const auto kind = [](StepState state) {
    return state == StepState::kPassed ? Verdict::kHolds : Verdict::kBroken;
  };
  return {
      {.number = 1,
       .state = first,
       .verdicts = {VerdictOf(Verdict::kHolds), VerdictOf(kind(first))}},
      {.number = 2, .state = second, .verdicts = {VerdictOf(kind(second))}}};
}

TEST(AdviceTest, OpensWithTheLabAndWhatIsJudged) {
  EXPECT_EQ(Opening(kOccasion, TwoSteps()),
            "Lab 01: An echo\nlabs/01_echo/exercise/calls.cc\n\n");
  EXPECT_EQ(Opening(kOwnServer, TwoSteps()),
            "Lab 01: An echo\npython3 mine.py\n\n");
}

TEST(AdviceTest, ClosesWithHowFarItIsAndWhatToDoNext) {
  EXPECT_EQ(Closing(kOccasion, TwoSteps(),
                    Results(StepState::kBroken, StepState::kNotJudged)),
            "\n██████░░░░░░░░░░░░░░ 1 of 3 clauses hold, step 1 of 2\n\n"
            "  edit    labs/01_echo/exercise/calls.cc\n"
            "  read    man 2 socket; man 7 unix; RFC 9110\n"
            "  ask     ./lab hint 01\n"
            "  again   ./lab check 01\n");
}

TEST(AdviceTest, AProgramOfOnesOwnStaysInTheCommands) {
  const std::string shown = Closing(
      kOwnServer, TwoSteps(), Results(StepState::kPassed, StepState::kBroken));
  EXPECT_THAT(shown, HasSubstr("2 of 3 clauses hold, step 2 of 2\n"));
  EXPECT_THAT(shown, HasSubstr("  edit    python3 mine.py\n"));
  EXPECT_THAT(shown, HasSubstr("./lab hint 01 --server \"python3 mine.py\"\n"));
  EXPECT_THAT(shown,
              HasSubstr("./lab check 01 --server \"python3 mine.py\"\n"));
}

TEST(AdviceTest, WhereNothingCouldBeJudgedTheMachineIsAsked) {
  const std::string shown =
      Closing(kOccasion, TwoSteps(),
              Results(StepState::kUnknown, StepState::kNotJudged));
  EXPECT_THAT(shown, HasSubstr("./lab doctor"));
  EXPECT_THAT(shown, Not(HasSubstr("edit")));
}

TEST(AdviceTest, WhoHasPassedAllIsToldWhatIsNext) {
  const std::vector<StepResult> passed =
      Results(StepState::kPassed, StepState::kPassed);
  EXPECT_EQ(Closing(kOccasion, TwoSteps(), passed),
            "\n████████████████████ 3 of 3 clauses hold, all steps passed\n\n"
            "The kernel has no objections. Lab 01 is done.\n\n"
            "  compare labs/01_echo/exercise/solution/, which is ours\n"
            "  read    labs/01_echo/README.md\n"
            "  next    ./lab check 02\n");
  EXPECT_THAT(Closing(kOwnServer, TwoSteps(), passed), Not(HasSubstr("next")));
}

TEST(AdviceTest, HintsAreThoseOfTheFirstStepThatIsNotPassed) {
  const std::vector<StepResult> results =
      Results(StepState::kBroken, StepState::kNotJudged);
  EXPECT_EQ(ShowHints(kOccasion, TwoSteps(), results, 1),
            "Step 1  Listen\n\n"
            "  hint 1 of 3\n"
            "    look\n\n"
            "  read    man 2 socket; man 7 unix; RFC 9110\n"
            "  more    ./lab hint 01 2\n");
  const std::string two = ShowHints(kOwnServer, TwoSteps(), results, 2);
  EXPECT_THAT(two, HasSubstr("hint 1 of 3\n    look\n"));
  EXPECT_THAT(two, HasSubstr("hint 2 of 3\n    look there\n"));
  EXPECT_THAT(two, HasSubstr("./lab hint 01 3 --server \"python3 mine.py\"\n"));
}

TEST(AdviceTest, BehindTheLastHintIsTheSolution) {
  const std::vector<StepResult> results =
      Results(StepState::kBroken, StepState::kNotJudged);
  for (const size_t level : {3, 4, 1000}) {
    const std::string shown = ShowHints(kOccasion, TwoSteps(), results, level);
    EXPECT_THAT(shown, HasSubstr("hint 3 of 3\n    look: there\n"));
    EXPECT_THAT(shown, HasSubstr("there is no other; ours is in "
                                 "labs/01_echo/exercise/solution/\n"));
  }
}

TEST(AdviceTest, ThereIsNoHintForWhatIsPassedOrCouldNotBeJudged) {
  EXPECT_THAT(ShowHints(kOccasion, TwoSteps(),
                        Results(StepState::kPassed, StepState::kPassed), 1),
              HasSubstr("All steps are passed"));
  const std::string shown =
      ShowHints(kOccasion, TwoSteps(),
                Results(StepState::kUnknown, StepState::kNotJudged), 1);
  EXPECT_THAT(shown, HasSubstr("It could not be judged. ./lab check 01 says"));
  EXPECT_THAT(shown, Not(HasSubstr("hint 1")));
}

}  // namespace
}  // namespace tools
