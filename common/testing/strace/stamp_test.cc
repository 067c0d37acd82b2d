#include "common/testing/strace/stamp.h"

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

TEST(TakeStampTest, TakesThreadAndTimeAndLeavesTheEvent) {
  std::string_view line = "12345 1700000000.000456 listen(3, 128) = 0";
  const absl::StatusOr<Stamp> stamp = TakeStamp(line);
  ASSERT_TRUE(stamp.ok()) << stamp.status();
  EXPECT_EQ(stamp->thread, 12345);
  EXPECT_EQ(stamp->time, absl::FromUnixMicros(1700000000000456));
  EXPECT_EQ(line, "listen(3, 128) = 0");
}

TEST(TakeStampTest, TakesAShortIdWithItsPadding) {
  std::string_view line = "7     1700000000.123456 pause() = ?";
  ASSERT_EQ(TakeStamp(line)->thread, 7);
  EXPECT_EQ(line, "pause() = ?");
}

TEST(TakeStampTest, NamesTheMissingThread) {
  for (std::string_view line :
       {"", " ", "x", "12345", "-1 1700000000.123456 x",
        "99999999999 1700000000.123456 x", "[pid 7] 1700000000.123456 x"}) {
    EXPECT_EQ(TakeStamp(line).status(),
              absl::InvalidArgumentError("no thread id"))
        << line;
  }
}

TEST(TakeStampTest, NamesTheMissingTime) {
  for (std::string_view line :
       {"7 ", "7     ", "7 pause()", "7 1700000000 x", "7 1700000000.12345 x",
        "7 1700000000.1234567 x", "7 1700000000.123456", "7 .123456 x",
        "7 1700000000.-12345 x", "7 1700000000.12345x x",
        "7 99999999999999999999.123456 x", "7 10:10:10.123456 x"}) {
    EXPECT_EQ(TakeStamp(line).status(),
              absl::InvalidArgumentError("no time in seconds and microseconds"))
        << line;
  }
}

}  // namespace
}  // namespace uds_testing
