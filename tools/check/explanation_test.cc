#include "tools/check/explanation.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/verdicts/verdicts.h"

namespace tools {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::SizeIs;

Verdict VerdictOf(Verdict::Kind kind, std::vector<std::string> failures) {
  return {.kind = kind,
          .clause = "Replies",
          .sentence = "The rule.",
          .hint = "The hint.",
          .figure = "",
          .note = "step 2: reply",
          .failures = std::move(failures)};
}

TEST(ExplanationTest, ABrokenClauseShowsWhatWasSeen) {
  EXPECT_THAT(Explanation(VerdictOf(Verdict::kBroken, {"Failed\nno reply"})),
              ElementsAre("Rule:      The rule.", "Seen:      no reply",
                          "Next step: The hint."));
}

TEST(ExplanationTest, OneThatIsNotStartedSaysWhatIsToBeDone) {
  EXPECT_THAT(
      Explanation(VerdictOf(Verdict::kNotStarted, {"Failed\nno reply"})),
      ElementsAre("Rule:      The rule.", "To do:     step 2: reply"));
}

TEST(ExplanationTest, AFloodIsCut) {
  std::string flood = "Failed\nfirst";
  for (int i = 0; i < 500; ++i) flood += "\ny";
  const std::vector<std::string> lines =
      Explanation(VerdictOf(Verdict::kBroken, {flood}));
  EXPECT_THAT(lines, SizeIs(Le(30u)));
  EXPECT_THAT(lines, Contains("Seen:      first"));
  EXPECT_THAT(lines, Contains(HasSubstr("lines left out")));
  EXPECT_EQ(lines.back(), "Next step: The hint.");
}

TEST(ExplanationTest, OnlyWhatIsRedNeedsOne) {
  for (const Verdict::Kind kind :
       {Verdict::kBroken, Verdict::kNotStarted, Verdict::kUnknown}) {
    EXPECT_TRUE(NeedsExplanation(VerdictOf(kind, {})));
  }
  for (const Verdict::Kind kind :
       {Verdict::kHolds, Verdict::kNotJudged, Verdict::kSkipped}) {
    EXPECT_FALSE(NeedsExplanation(VerdictOf(kind, {})));
  }
}

}  // namespace
}  // namespace tools
