#include "tools/bench/statistics.h"

#include <optional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tools {
namespace {

using ::testing::ElementsAre;

TEST(StatisticsTest, TheMedianIsTheMiddleOneOrTheMeanOfTwo) {
  const Spread odd = SpreadOf({3.0, 1.0, 2.5});
  EXPECT_EQ(odd.median, 2.5);
  EXPECT_EQ(odd.least, 1);
  EXPECT_EQ(odd.most, 3);
  EXPECT_EQ(odd.rounds, 3u);
  EXPECT_EQ(SpreadOf({4.0, 1.0, 2.0, 3.0}).median, 2.5);
}

TEST(StatisticsTest, RoundsThatWereNotMeasuredCountForNothing) {
  const Spread spread = SpreadOf({std::nullopt, 7.0, std::nullopt});
  EXPECT_EQ(spread.median, 7);
  EXPECT_EQ(spread.rounds, 1u);
  EXPECT_EQ(SpreadOf({}).rounds, 0u);
  EXPECT_EQ(SpreadOf({std::nullopt}).median, 0);
}

TEST(StatisticsTest, ARatioIsOfTheSameRound) {
  EXPECT_THAT(RatioOf({1.0, std::nullopt, 9.0}, {2.0, 5.0, 3.0}),
              ElementsAre(0.5, std::nullopt, 3.0));
  EXPECT_THAT(RatioOf({1.0, 2.0}, {0.0, std::nullopt}),
              ElementsAre(std::nullopt, std::nullopt));
  EXPECT_THAT(RatioOf({1.0, 2.0}, {1.0}), ElementsAre(1.0));
}

// Both servers are slower in the second round, in which the machine was: the
// ratio does not show it.
TEST(StatisticsTest, WhatSlowsBothInOneRoundDoesNotWidenTheirRatio) {
  const Spread ratio = SpreadOf(RatioOf({2.0, 20.0, 2.0}, {1.0, 10.0, 1.0}));
  EXPECT_EQ(ratio.least, 2);
  EXPECT_EQ(ratio.most, 2);
}

TEST(StatisticsTest, ADifferenceIsCalledOnlyWhereAllRoundsAgree) {
  EXPECT_EQ(Compare(SpreadOf({1.1, 1.5, 1.2})), Difference::kMore);
  EXPECT_EQ(Compare(SpreadOf({0.7, 0.9, 0.99})), Difference::kLess);
  EXPECT_EQ(Compare(SpreadOf({0.99, 1.5, 1.6})), Difference::kWithinSpread);
  EXPECT_EQ(Compare(SpreadOf({1.0, 1.5, 1.6})), Difference::kWithinSpread);
}

TEST(StatisticsTest, AVerdictNeedsAllRoundsOnOneSide) {
  EXPECT_EQ(Judge(SpreadOf({1.0, 1.25, 1.1}), 1.25), Verdict::kMet);
  EXPECT_EQ(Judge(SpreadOf({1.26, 1.5, 1.3}), 1.25), Verdict::kMissed);
  EXPECT_EQ(Judge(SpreadOf({1.0, 1.1, 1.26}), 1.25), Verdict::kWithinSpread);
  EXPECT_EQ(Judge(SpreadOf({1.2, 1.3, 1.4}), 1.25), Verdict::kWithinSpread);
}

TEST(StatisticsTest, OneRoundSaysNothing) {
  EXPECT_EQ(Compare(SpreadOf({7.0})), Difference::kWithinSpread);
  EXPECT_EQ(Judge(SpreadOf({0.1}), 1.25), Verdict::kWithinSpread);
  EXPECT_EQ(Judge(SpreadOf({}), 1.25), Verdict::kWithinSpread);
}

}  // namespace
}  // namespace tools
