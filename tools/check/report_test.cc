#include "tools/check/report.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/check/exercise.h"
#include "tools/check/step_result.h"
#include "tools/verdicts/verdicts.h"

namespace tools {
namespace {

using nlohmann::json;

const Exercise& TwoSteps() {
  static const auto* const exercise = new Exercise{
      .edit = "calls.cc",
      .steps = {
          {.title = "T1", .pages = {"p(2)"}, .clauses = {"A"}, .hints = {"h"}},
          {.title = "T2",
           .pages = {"p(2)"},
           .clauses = {"B"},
           .hints = {"h"}}}};
  return *exercise;
}

StepResult ResultOf(size_t number, StepState state, Verdict::Kind kind) {
  return {.number = number,
          .state = state,
          .verdicts = {{.kind = kind,
                        .clause = number == 1 ? "A" : "B",
                        .sentence = "The rule.",
                        .hint = "The hint.",
                        .figure = "calls: 1",
                        .note = "a note",
                        .failures = {}}}};
}

TEST(ReportTest, SaysAllThatWasJudged) {
  std::vector<StepResult> results = {
      ResultOf(1, StepState::kPassed, Verdict::kHolds),
      ResultOf(2, StepState::kBroken, Verdict::kBroken)};
  results[1].verdicts[0].failures = {
      "a.cc:1\nExpected equality of these values:\n  seen\n    Which is: 1\n"
      "  2"};
  results[1].orphans = {{.pid = 5, .name = "sleep"}};
  results[1].finished = false;
  const std::string text = Report("01_echo", "/s \xFF", TwoSteps(), results);
  EXPECT_EQ(text.back(), '\n');
  const json report = json::parse(text);
  EXPECT_EQ(report["lab"], "01_echo");
  EXPECT_EQ(report["server"], "/s \\xff");
  EXPECT_EQ(report["state"], "broken");
  EXPECT_EQ(report["step"], 2);
  EXPECT_EQ(report["passed"], 1);
  EXPECT_EQ(report["total"], 2);
  EXPECT_EQ(report["exit_status"], 1);
  const json& passed = report["steps"][0];
  EXPECT_EQ(passed["number"], 1);
  EXPECT_EQ(passed["title"], "T1");
  EXPECT_EQ(passed["state"], "passed");
  EXPECT_EQ(passed["pages"], json({"p(2)"}));
  EXPECT_EQ(passed["finished"], true);
  EXPECT_EQ(passed["clauses"][0]["name"], "A");
  EXPECT_EQ(passed["clauses"][0]["verdict"], "holds");
  EXPECT_EQ(passed["clauses"][0]["rule"], "The rule.");
  EXPECT_EQ(passed["clauses"][0]["hint"], "The hint.");
  EXPECT_EQ(passed["clauses"][0]["figure"], "calls: 1");
  EXPECT_EQ(passed["clauses"][0]["explanation"], json::array());
  const json& broken = report["steps"][1];
  EXPECT_EQ(broken["finished"], false);
  EXPECT_EQ(broken["left_behind"][0]["pid"], 5);
  EXPECT_EQ(broken["clauses"][0]["verdict"], "broken");
  EXPECT_EQ(broken["clauses"][0]["note"], "a note");
  EXPECT_EQ(broken["clauses"][0]["expected"], "2");
  EXPECT_EQ(broken["clauses"][0]["explanation"][0], "Rule:      The rule.");
}

TEST(ReportTest, NamesEachVerdict) {
  const auto verdict = [](Verdict::Kind kind) {
    const json report =
        json::parse(Report("01_echo", "s", TwoSteps(),
                           {ResultOf(1, StepState::kNotJudged, kind)}));
    return report["steps"][0]["clauses"][0]["verdict"].get<std::string>();
  };
  EXPECT_EQ(verdict(Verdict::kNotStarted), "not started");
  EXPECT_EQ(verdict(Verdict::kUnknown), "unknown");
  EXPECT_EQ(verdict(Verdict::kNotJudged), "not judged");
  EXPECT_EQ(verdict(Verdict::kSkipped), "skipped");
}

TEST(ReportTest, TheExitStatusIsZeroOnlyIfAllHold) {
  const auto status = [](StepState first, StepState second) {
    return ExitStatusOf({ResultOf(1, first, Verdict::kHolds),
                         ResultOf(2, second, Verdict::kHolds)});
  };
  EXPECT_EQ(status(StepState::kPassed, StepState::kPassed), 0);
  EXPECT_EQ(status(StepState::kPassed, StepState::kBroken), 1);
  EXPECT_EQ(status(StepState::kNotStarted, StepState::kNotJudged), 1);
  EXPECT_EQ(status(StepState::kUnknown, StepState::kBroken), 3);
  EXPECT_EQ(status(StepState::kPassed, StepState::kNotJudged), 3);
}

}  // namespace
}  // namespace tools
