#include "tools/bench/figure_text.h"

#include "gtest/gtest.h"

namespace tools {
namespace {

TEST(FigureTextTest, TimesHaveThreeDigitsAndTheUnitThatFits) {
  EXPECT_EQ(ShowMicroseconds(0.987), "0.99 µs");
  EXPECT_EQ(ShowMicroseconds(9.996), "10.0 µs");
  EXPECT_EQ(ShowMicroseconds(76.54), "76.5 µs");
  EXPECT_EQ(ShowMicroseconds(999.4), "999 µs");
  EXPECT_EQ(ShowMicroseconds(999.6), "1.00 ms");
  EXPECT_EQ(ShowMicroseconds(13.3e6), "13.3 s");
}

TEST(FigureTextTest, BytesToo) {
  EXPECT_EQ(ShowBytes(262), "262 B");
  EXPECT_EQ(ShowBytes(-12), "-12 B");
  EXPECT_EQ(ShowBytes(1024), "1.00 KiB");
  EXPECT_EQ(ShowBytes(21.5 * 1024 * 1024), "21.5 MiB");
}

TEST(FigureTextTest, CountsAreGrouped) {
  EXPECT_EQ(ShowCount(0), "0");
  EXPECT_EQ(ShowCount(999.4), "999");
  EXPECT_EQ(ShowCount(1000), "1,000");
  EXPECT_EQ(ShowCount(1234567), "1,234,567");
}

TEST(FigureTextTest, ARatioComesWithItsRange) {
  EXPECT_EQ(ShowRatio({.median = 1.5, .least = 1.25, .most = 12, .rounds = 3}),
            "1.50 (1.25..12.0)");
}

TEST(FigureTextTest, NoDifferenceIsCalledWithinTheSpread) {
  EXPECT_EQ(ShowDifference({2.0, 3.0, 2.5}, {1.0, 1.0, 1.0}), "2.50 x");
  EXPECT_EQ(ShowDifference({2.0, 3.0, 0.5}, {1.0, 1.0, 1.0}), "≈");
  EXPECT_EQ(ShowDifference({2.0}, {1.0}), "≈");
  EXPECT_EQ(ShowDifference({1.0, 1.1}, {1.0, 1.1}), "");
  EXPECT_EQ(ShowDifference({{}}, {1.0}), "");
}

}  // namespace
}  // namespace tools
