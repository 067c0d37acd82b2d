#include "tests/soak/choice.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace soak {
namespace {

using ::testing::ElementsAreArray;
using ::testing::Not;

std::vector<size_t> Some(Choice choice) {
  std::vector<size_t> chosen;
  for (int i = 0; i < 100; ++i) chosen.push_back(choice.Below(1000));
  return chosen;
}

TEST(ChoiceTest, TheSameSeedAndNameChooseTheSame) {
  const std::vector<size_t> chosen = Some(Choice(7, "a"));
  EXPECT_THAT(Some(Choice(7, "a")), ElementsAreArray(chosen));
  EXPECT_THAT(Some(Choice(8, "a")), Not(ElementsAreArray(chosen)));
  EXPECT_THAT(Some(Choice(7, "b")), Not(ElementsAreArray(chosen)));
}

TEST(ChoiceTest, ChoosesTheSameOnEveryMachine) {
  Choice choice(1, "01_echo");
  // The standard says what the engine yields, to the last bit.
  EXPECT_EQ(choice.Below(1'000'000), 522'192u);
}

TEST(ChoiceTest, StaysWithinItsBounds) {
  Choice choice(1, "x");
  bool least = false;
  bool most = false;
  for (int i = 0; i < 1000; ++i) {
    const size_t chosen = choice.Between(3, 5);
    EXPECT_GE(chosen, 3u);
    EXPECT_LE(chosen, 5u);
    least |= chosen == 3;
    most |= chosen == 5;
    EXPECT_LE(choice.Around(absl::Milliseconds(20)), absl::Milliseconds(40));
  }
  EXPECT_TRUE(least && most);
}

}  // namespace
}  // namespace soak
