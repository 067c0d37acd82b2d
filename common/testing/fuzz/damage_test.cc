#include "common/testing/fuzz/damage.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace uds_testing {
namespace {

TEST(DamageTest, IsTheSameInEachRun) {
  Damage first({"one", "two"});
  Damage second({"one", "two"});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(first.Next(), second.Next());
}

TEST(DamageTest, SoonMakesManyTextsOfOne) {
  Damage damage({"one"});
  std::set<std::string> texts;
  for (int i = 0; i < 1000; ++i) texts.insert(damage.Next());
  EXPECT_GT(texts.size(), 500);
}

TEST(DamageTest, PutsPiecesOfOneSeedIntoAnother) {
  Damage damage({"aaaa", "bbbb"});
  int mixed = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string text = damage.Next();
    const bool has_a = text.find('a') != text.npos;
    if (has_a && text.find("bb") != text.npos) ++mixed;
  }
  EXPECT_GT(mixed, 10);
}

}  // namespace
}  // namespace uds_testing
