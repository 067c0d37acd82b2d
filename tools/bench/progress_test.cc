#include "tools/bench/progress.h"

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tools {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ProgressTest, ShowsHowMuchIsDoneAndHowLongItTakes) {
  EXPECT_EQ(ProgressLine(5, 10, absl::Seconds(20), "nginx", 80),
            " [==========          ]  50 %  about 20 s more  nginx");
}

TEST(ProgressTest, MakesNoGuessAtTheBeginning) {
  EXPECT_EQ(ProgressLine(0, 10, absl::ZeroDuration(), "floor", 80),
            " [                    ]   0 %  floor");
  EXPECT_THAT(ProgressLine(1, 100, absl::Seconds(1), "floor", 80),
              Not(HasSubstr("more")));
}

TEST(ProgressTest, KeepsToTheWidthAndToAHundredPercent) {
  EXPECT_EQ(ProgressLine(5, 10, absl::Seconds(20), "nginx", 10).size(), 9u);
  EXPECT_EQ(ProgressLine(5, 10, absl::Seconds(20), "nginx", 0), "");
  EXPECT_THAT(ProgressLine(12, 10, absl::Seconds(20), "", 80),
              HasSubstr("100 %  about 0 s more"));
  EXPECT_THAT(ProgressLine(0, 0, absl::Seconds(20), "x", 80),
              HasSubstr("  0 %"));
}

}  // namespace
}  // namespace tools
