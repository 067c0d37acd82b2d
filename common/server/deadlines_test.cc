#include "common/server/deadlines.h"

#include <chrono>
#include <optional>

#include "gtest/gtest.h"

namespace uds {
namespace {

using std::chrono::seconds;

TEST(DeadlinesTest, GivesTheEarliestFirstAndOnlyOnceItIsDue) {
  const Deadlines::Clock::time_point start;
  int early;
  int late;
  Deadlines deadlines;
  EXPECT_EQ(deadlines.First(), std::nullopt);
  deadlines.Change(&late, std::nullopt, start + seconds(2));
  deadlines.Change(&early, std::nullopt, start + seconds(1));
  EXPECT_EQ(deadlines.First(), start + seconds(1));
  EXPECT_EQ(deadlines.FirstDue(start), nullptr);
  EXPECT_EQ(deadlines.FirstDue(start + seconds(5)), &early);
  EXPECT_EQ(deadlines.FirstDue(start + seconds(1)), &early);
}

TEST(DeadlinesTest, ForgetsADeadlineThatIsChangedOrTakenBack) {
  const Deadlines::Clock::time_point start;
  int one;
  int other;
  Deadlines deadlines;
  deadlines.Change(&one, std::nullopt, start + seconds(1));
  deadlines.Change(&other, std::nullopt, start + seconds(1));
  deadlines.Change(&one, start + seconds(1), start + seconds(3));
  EXPECT_EQ(deadlines.FirstDue(start + seconds(5)), &other);
  deadlines.Change(&other, start + seconds(1), std::nullopt);
  EXPECT_EQ(deadlines.First(), start + seconds(3));
  deadlines.Change(&one, start + seconds(3), std::nullopt);
  EXPECT_EQ(deadlines.First(), std::nullopt);
}

}  // namespace
}  // namespace uds
