// The steps of a lab's exercise, each of which can be passed without the later
// ones: the starter is "not started" at step 1, our program after step 1 at
// step 2, and after the last step it keeps the whole contract.
//
//   exercise_test --lab=01_echo [--activated]
//
// Each of these programs is one test. They lie in labs/NN_topic/exercise, as
// labs/lab.bzl makes them.

#include "tools/check/exercise.h"

#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/check/judgement.h"
#include "tools/verdicts/explain.h"

ABSL_FLAG(std::string, lab, "", "the lab's folder");
ABSL_FLAG(bool, activated, false, "as of the contract");
ABSL_FLAG(bool, whole_life, true, "as of the contract");

namespace workshop {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::tools::Exercise;
using ::tools::StepResult;
using ::tools::StepState;
using ::tools::Verdict;

std::string InLab(const std::string& file) {
  return absl::StrFormat("labs/%s/%s", absl::GetFlag(FLAGS_lab), file);
}

// Our program after step `done`.
std::string ProgramAfter(size_t done) {
  return InLab(absl::StrFormat("exercise/after_%d_server", done));
}

std::string Tell(const StepResult& step) {
  std::string text;
  for (const Verdict& verdict : step.verdicts) {
    if (verdict.kind == Verdict::kHolds) continue;
    text += verdict.clause + "\n" +
            absl::StrJoin(tools::Explain(verdict), "\n") + "\n";
  }
  return text;
}

// All steps up to `done` are passed, and the next is not started.
class AfterStepTest : public testing::Test {
 public:
  AfterStepTest(const Exercise& exercise, size_t done)
      : exercise_(exercise), done_(done) {}

  void TestBody() override {
    tools::JudgeOptions options = {
        .contract = {.program = InLab("contract_test"),
                     .server = ProgramAfter(done_),
                     .client = InLab("client")}};
    if (absl::GetFlag(FLAGS_activated)) {
      options.contract.flags.push_back("--activated");
    }
    if (!absl::GetFlag(FLAGS_whole_life)) {
      options.contract.flags.push_back("--nowhole_life");
    }
    const auto steps =
        tools::Judge(options, exercise_, [](const StepResult&) {});
    ASSERT_TRUE(steps.ok()) << steps.status();
    ASSERT_EQ(steps->size(), exercise_.steps.size());
    for (const StepResult& step : *steps) {
      const StepState expected = step.number <= done_ ? StepState::kPassed
                                 : step.number == done_ + 1
                                     ? StepState::kNotStarted
                                     : StepState::kNotJudged;
      EXPECT_EQ(ToString(step.state), ToString(expected))
          << "step " << step.number << "\n"
          << Tell(step);
      EXPECT_TRUE(step.orphans.empty()) << step.orphans[0].name;
    }
  }

 private:
  const Exercise& exercise_;
  const size_t done_;
};

// What a learner sees who just runs it.
class StarterTest : public testing::Test {
 public:
  void TestBody() override {
    std::vector<std::string> command = {ProgramAfter(0)};
    const uds_testing::TempDirectory directory;
    if (!absl::GetFlag(FLAGS_activated)) {
      command.push_back("--socket=" + directory.Path("server.sock"));
    }
    const auto child = uds_testing::ChildProcess::Start(command);
    ASSERT_TRUE(child.ok()) << child.status();
    const auto ended = (*child)->Wait(absl::Seconds(10));
    ASSERT_TRUE(ended.ok()) << ended.status();
    EXPECT_EQ(ended->signal, 0) << *ended;
    EXPECT_NE(ended->code, 0);
    EXPECT_THAT((*child)->errors(), StartsWith("not started: step 1: "));
  }
};

int Run(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  absl::ParseCommandLine(argc, argv);
  const auto exercise = tools::ReadExercise(InLab("exercise/steps.json"));
  if (!exercise.ok()) {
    std::fprintf(stderr, "%s\n", exercise.status().ToString().c_str());
    return 1;
  }
  const auto add = [](const std::string& name, auto make) {
    testing::RegisterTest("ExerciseTest", name.c_str(), nullptr, nullptr,
                          __FILE__, __LINE__, make);
  };
  add("TheStarterSaysWhatIsToBeDone",
      []() -> testing::Test* { return new StarterTest; });
  for (size_t done = 0; done <= exercise->steps.size(); ++done) {
    add(absl::StrFormat("AfterStep%d", done),
        [&exercise, done]() -> testing::Test* {
          return new AfterStepTest(*exercise, done);
        });
  }
  return RUN_ALL_TESTS();
}

}  // namespace
}  // namespace workshop

int main(int argc, char** argv) { return workshop::Run(argc, argv); }
