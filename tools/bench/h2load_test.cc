#include "tools/bench/h2load.h"

#include "gtest/gtest.h"

namespace tools {
namespace {

constexpr char kOutput[] =
    "progress: 100% done\n"
    "\n"
    "finished in 78.79ms, 253855.43 req/s, 35.59MB/s\n"
    "requests: 20000 total, 20000 started, 20000 done, 19999 succeeded, 1 "
    "failed, 1 errored, 0 timeout\n"
    "status codes: 20000 2xx, 0 3xx, 0 4xx, 0 5xx\n";

TEST(H2loadTest, ReadsItsRateAndHowManySucceeded) {
  const std::optional<H2loadSummary> summary = ParseH2load(kOutput);
  ASSERT_TRUE(summary.has_value());
  EXPECT_EQ(summary->per_second, 253855.43);
  EXPECT_EQ(summary->succeeded, 19999);
}

TEST(H2loadTest, TakesNothingElseForIt) {
  EXPECT_FALSE(ParseH2load("").has_value());
  EXPECT_FALSE(ParseH2load(" req/s, succeeded,").has_value());
  EXPECT_FALSE(ParseH2load("x req/s, 1 succeeded,").has_value());
  EXPECT_FALSE(ParseH2load("finished in 1s, 5.0 req/s, 1B/s\n").has_value());
}

}  // namespace
}  // namespace tools
