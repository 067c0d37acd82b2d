#include "common/testing/contract/watchdog.h"

#include <atomic>
#include <chrono>
#include <future>

#include "gtest/gtest.h"

namespace uds_testing {
namespace {

TEST(WatchdogTest, BitesAgainAndAgainOnceItsPatienceIsOver) {
  std::atomic<int> bites = 0;
  std::promise<void> bitten_twice;
  const Watchdog watchdog(absl::ZeroDuration(), [&] {
    if (++bites == 2) bitten_twice.set_value();
  });
  EXPECT_EQ(bitten_twice.get_future().wait_for(std::chrono::seconds(60)),
            std::future_status::ready);
  EXPECT_TRUE(watchdog.has_bitten());
}

TEST(WatchdogTest, DoesNotBiteAndDoesNotKeepAnybodyWaitingBeforeThat) {
  std::atomic<int> bites = 0;
  {
    const Watchdog watchdog(absl::Hours(1), [&] { ++bites; });
    EXPECT_FALSE(watchdog.has_bitten());
  }
  EXPECT_EQ(bites, 0);
}

}  // namespace
}  // namespace uds_testing
