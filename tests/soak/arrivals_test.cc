#include "tests/soak/arrivals.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace soak {
namespace {

using ::testing::SizeIs;

TEST(ArrivalsTest, EveryKindComesInTheEnd) {
  Choice choice(1, "x");
  std::set<std::string> mischief;
  size_t visitors = 0, crowds = 0, dribblers = 0, pipeliners = 0, stayers = 0;
  for (int i = 0; i < 3000; ++i) {
    const Arrival arrival = NextArrival(choice);
    crowds += arrival.count > 1 ? 1 : 0;
    if (arrival.mischief != nullptr) {
      mischief.insert(arrival.mischief->name);
      EXPECT_LE(arrival.stay, absl::Seconds(2));
      continue;
    }
    ++visitors;
    dribblers += arrival.manner.piece > 0 ? 1 : 0;
    pipeliners += arrival.manner.ahead > 1 ? 1 : 0;
    stayers += arrival.manner.stays ? 1 : 0;
  }
  EXPECT_THAT(mischief, SizeIs(faults::AllMischief().size()));
  EXPECT_GT(visitors, 1500u);
  EXPECT_LT(visitors, 2500u);
  for (const size_t kind : {crowds, dribblers, pipeliners, stayers}) {
    EXPECT_GT(kind, 0u);
  }
}

}  // namespace
}  // namespace soak
