#include "labs/03_peercred/greeting.h"

#include <cstddef>
#include <string>

#include "gtest/gtest.h"

namespace lab {
namespace {

std::string Example() {
  return GreetingFor(
      {.credentials = {.pid = 12, .uid = 1000, .gid = 100}, .groups = {4, 27}});
}

TEST(GreetingTest, WelcomesAndSaysWhomItSaw) {
  EXPECT_EQ(Example(),
            "Welcome, verified client!\n"
            "You are PID=12 UID=1000 GID=100 GROUPS=4,27\n");
}

TEST(GreetingTest, IsWholeAtItsEndAndAtNoByteBefore) {
  const std::string whole = Example();
  EXPECT_TRUE(IsWholeGreeting(whole));
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(IsWholeGreeting(whole.substr(0, size))) << size;
  }
}

TEST(GreetingTest, IsNotWholeWithMoreBehindItOrAnotherWordBefore) {
  EXPECT_FALSE(IsWholeGreeting(Example() + "You are PID=1\n"));
  EXPECT_FALSE(IsWholeGreeting("x" + Example()));
}

}  // namespace
}  // namespace lab
