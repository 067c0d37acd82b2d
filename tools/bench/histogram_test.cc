#include "tools/bench/histogram.h"

#include <chrono>
#include <cstdint>

#include "gtest/gtest.h"

namespace tools {
namespace {

using std::chrono::nanoseconds;

TEST(HistogramTest, IsExactBelowItsFirstPowerOfTwo) {
  for (uint64_t value = 0; value < Histogram::kExact; ++value) {
    Histogram histogram;
    histogram.Add(nanoseconds(value));
    histogram.Add(std::chrono::hours(1));  // so that max does not round it down
    EXPECT_EQ(histogram.Quantile(0.5), nanoseconds(value));
  }
}

TEST(HistogramTest, IsNeverTooLowAndAtMostASixtyFourthTooHigh) {
  for (int64_t value = 1; value < int64_t{1} << 60; value += value / 8 + 1) {
    Histogram histogram;
    histogram.Add(nanoseconds(value));
    histogram.Add(nanoseconds::max());
    const int64_t found = histogram.Quantile(0.5).count();
    EXPECT_GE(found, value);
    EXPECT_LE(found - value, value / 64) << value;
  }
}

TEST(HistogramTest, AQuantileIsWhatSoManyDoNotExceed) {
  Histogram histogram;
  for (int i = 1; i <= 100; ++i) histogram.Add(nanoseconds(i));
  EXPECT_EQ(histogram.count(), 100u);
  EXPECT_EQ(histogram.Quantile(0.5), nanoseconds(50));
  EXPECT_EQ(histogram.Quantile(0.99), nanoseconds(99));
  EXPECT_EQ(histogram.Quantile(0.991), nanoseconds(100));
  EXPECT_EQ(histogram.Quantile(0), nanoseconds(1));
  EXPECT_EQ(histogram.Quantile(1), nanoseconds(100));
}

TEST(HistogramTest, TheLargestIsExactAndBoundsAllQuantiles) {
  Histogram histogram;
  histogram.Add(nanoseconds(1'000'001));
  EXPECT_EQ(histogram.max(), nanoseconds(1'000'001));
  EXPECT_EQ(histogram.Quantile(0.99), nanoseconds(1'000'001));
}

TEST(HistogramTest, TakesTheExtremes) {
  Histogram histogram;
  EXPECT_EQ(histogram.Quantile(0.5), nanoseconds(0));
  histogram.Add(nanoseconds::max());
  EXPECT_EQ(histogram.Quantile(0.5), nanoseconds::max());
  histogram.Add(nanoseconds(-5));
  EXPECT_EQ(histogram.Quantile(0.5), nanoseconds(0));
}

}  // namespace
}  // namespace tools
