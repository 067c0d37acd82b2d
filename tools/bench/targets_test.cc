#include "tools/bench/targets.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/bench/sample_results.h"

namespace tools {
namespace {

using ::testing::IsEmpty;

// That of `title` in the sample.
TargetResult Find(const std::string& title) {
  for (const TargetResult& result : Evaluate(AllTargets(), SampleResults())) {
    if (result.target.title == title) return result;
  }
  ADD_FAILURE() << "no target " << title;
  return {};
}

TEST(TargetsTest, IsMetOrMissedOnlyWhereAllRoundsAgree) {
  EXPECT_EQ(Find("HTTP, 32 connections, CPU: ours / floor").verdict,
            Verdict::kMissed);
  EXPECT_EQ(Find("HTTP, 32 connections, CPU: ours / nginx").verdict,
            Verdict::kWithinSpread);
  EXPECT_EQ(Find("HTTP, 32 connections, CPU: ours / go").verdict,
            Verdict::kMet);
}

TEST(TargetsTest, AValueThatIsNoRatioIsJudgedAsItIs) {
  const TargetResult idle = Find("Memory of an idle connection: lab 01");
  EXPECT_EQ(idle.value.median, 262);
  EXPECT_EQ(idle.verdict, Verdict::kMet);
}

TEST(TargetsTest, AServerMayBeComparedWithItself) {
  const TargetResult ours =
      Find("Allowed p99, with / without refused: ours-auth");
  EXPECT_DOUBLE_EQ(ours.value.median, 1.2);
  EXPECT_EQ(ours.verdict, Verdict::kMet);
  const TargetResult go = Find("Allowed p99, with / without refused: go");
  EXPECT_DOUBLE_EQ(go.value.median, 3e4);
  EXPECT_EQ(VerdictName(go.verdict), "shown");
}

TEST(TargetsTest, OfWhatWasNotMeasuredNothingIsSaid) {
  EXPECT_THAT(Evaluate(AllTargets(), {}), IsEmpty());
  Results results = SampleResults();
  for (Figures& round : results.works[0].servers[1].rounds) round = {};
  for (const TargetResult& result : Evaluate(AllTargets(), results)) {
    EXPECT_NE(result.target.work, "http-32");
  }
}

// A name that is misspelt there would go unnoticed.
TEST(TargetsTest, EachIsOfAWorkThatThereIs) {
  for (const Target& target : AllTargets()) {
    bool known = false;
    for (const Work& work : AllWorks()) known |= work.name == target.work;
    EXPECT_TRUE(known) << target.title;
  }
}

}  // namespace
}  // namespace tools
