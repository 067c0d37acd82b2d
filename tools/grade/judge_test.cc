#include "tools/grade/judge.h"

#include <string>

#include "absl/status/status.h"
#include "common/testing/exit_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/grade/result.h"

namespace tools {
namespace {

using ::testing::HasSubstr;
using uds_testing::ExitStatus;

const Lab kLab = {
    .name = "01_echo", .edit = "calls.cc", .steps = 2, .clauses = 3};

// What tools/check prints of a lab with two steps.
std::string Report(int passed, const std::string& first,
                   const std::string& second, const std::string& verdict,
                   const std::string& seen = "") {
  return R"({"lab": "01_echo", "passed": )" + std::to_string(passed) +
         R"(, "total": 3, "steps": [
    {"state": ")" +
         first + R"(", "clauses": [{"name": "A", "verdict": "holds"},
      {"name": "B", "verdict": ")" +
         verdict + R"(", "seen": ")" + seen + R"("}]},
    {"state": ")" +
         second + R"(", "clauses": [{"name": "C", "verdict": ")" + verdict +
         R"("}]}]})";
}

LabResult Judged(const std::string& output, ExitStatus status,
                 absl::Status run_status = absl::OkStatus()) {
  return ReadRun({.status = run_status,
                  .exit_status = status,
                  .output = output,
                  .errors = "last words",
                  .time = absl::Seconds(5)},
                 kLab);
}

TEST(JudgeTest, ReadsTheStateOfTheFirstStepThatIsNotPassed) {
  EXPECT_EQ(StateText(Judged(Report(3, "passed", "passed", "holds"),
                             ExitStatus::Exited(0))),
            "passed");
  const LabResult second =
      Judged(Report(2, "passed", "broken", "broken"), ExitStatus::Exited(1));
  EXPECT_EQ(StateText(second), "step 2 of 2");
  EXPECT_EQ(second.passed, 2);
  EXPECT_EQ(second.total, 3);
  EXPECT_EQ(second.first_broken["name"], "C");
  EXPECT_EQ(second.report["lab"], "01_echo");
}

TEST(JudgeTest, SaysNotStartedOfTheFirstStepOnly) {
  EXPECT_EQ(
      StateText(Judged(Report(1, "not started", "not judged", "not started"),
                       ExitStatus::Exited(1))),
      "not started");
  EXPECT_EQ(StateText(Judged(Report(2, "passed", "not started", "not started"),
                             ExitStatus::Exited(1))),
            "step 2 of 2");
}

TEST(JudgeTest, TellsWhyNothingWasSeen) {
  const auto unknown = [](const std::string& seen) {
    return StateText(Judged(Report(1, "unknown", "not judged", "unknown", seen),
                            ExitStatus::Exited(3)));
  };
  EXPECT_EQ(unknown("no report: the judge ended with killed by SIGKILL"),
            "its judge was killed");
  EXPECT_EQ(unknown("the judge did not come to an end within 2m"), "timed out");
  EXPECT_EQ(unknown("strace saw nothing"), "could not be judged");
}

TEST(JudgeTest, KnowsAJudgeThatWasKilled) {
  const LabResult killed = Judged("", ExitStatus::Exited(128 + 9));
  EXPECT_EQ(StateText(killed), "its judge was killed");
  EXPECT_EQ(killed.total, 3);
  EXPECT_THAT(killed.note, HasSubstr("last words"));
  EXPECT_TRUE(IsUnjudged(killed));
  EXPECT_EQ(StateText(Judged("", ExitStatus::Killed(9))),
            "its judge was killed");
}

TEST(JudgeTest, EndsWhatTakesTooLong) {
  const LabResult result =
      Judged("", ExitStatus::Exited(0), absl::DeadlineExceededError("10 s"));
  EXPECT_EQ(StateText(result), "timed out");
  EXPECT_FALSE(IsUnjudged(result));
}

TEST(JudgeTest, BelievesNoReportThatContradictsItsJudge) {
  const std::string all = Report(3, "passed", "passed", "holds");
  EXPECT_EQ(StateText(Judged(all, ExitStatus::Exited(1))),
            "its judge was killed");
  EXPECT_EQ(StateText(Judged(all, ExitStatus::Exited(137))),
            "its judge was killed");
  EXPECT_EQ(StateText(Judged(Report(2, "passed", "passed", "holds"),
                             ExitStatus::Exited(0))),
            "its judge was killed");
  EXPECT_EQ(StateText(Judged(Report(99, "passed", "passed", "holds"),
                             ExitStatus::Exited(0))),
            "could not be judged");
}

TEST(JudgeTest, ReadsAnythingWithoutHarm) {
  for (const char* const text :
       {"", "{", "[]", "null", "{\"steps\": 3}",
        R"({"passed": 1, "total": 3, "steps": [1, 2]})",
        R"({"passed": "x", "total": 3, "steps": [{}, {}]})",
        R"({"passed": 1, "total": 3, "steps": [{"clauses": [1]}, {}]})"}) {
    const LabResult result = Judged(text, ExitStatus::Exited(1));
    EXPECT_NE(result.state, LabResult::kPassed) << text;
    EXPECT_EQ(result.total, 3) << text;
  }
}

TEST(JudgeTest, ShowsAJudgeNeitherServersNorAnswers) {
  const SandboxOptions options =
      SandboxFor({.script = "s", .bin = "/bin", .lessons = "/lessons"}, {kLab});
  for (const char* const path :
       {"/bin/labs/01_echo/server", "/bin/labs/01_echo/exercise",
        "/bin/labs/01_echo/mistakes", "/bin/submissions"}) {
    EXPECT_THAT(options.hidden, testing::Contains(path));
  }
}

}  // namespace
}  // namespace tools
