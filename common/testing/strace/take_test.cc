#include "common/testing/strace/take.h"

#include <cstdint>
#include <optional>
#include <string_view>

#include "gtest/gtest.h"

namespace uds_testing {
namespace {

TEST(TakeTest, TakesAPrefixOnlyWhereItIs) {
  std::string_view text = "abc";
  EXPECT_FALSE(TakePrefix(text, "b"));
  EXPECT_EQ(text, "abc");
  EXPECT_TRUE(TakePrefix(text, "ab"));
  EXPECT_EQ(text, "c");
}

TEST(TakeTest, TakesASuffixOnlyWhereItIs) {
  std::string_view text = "abc";
  EXPECT_FALSE(TakeSuffix(text, "b"));
  EXPECT_EQ(text, "abc");
  EXPECT_TRUE(TakeSuffix(text, "bc"));
  EXPECT_EQ(text, "a");
}

TEST(TakeTest, TakesANumberAndLeavesTheRest) {
  std::string_view text = "0123 x";
  EXPECT_EQ(TakeNumber<int>(text), 123);
  EXPECT_EQ(text, " x");
}

TEST(TakeTest, TakesNoNumberWithASignNorOneThatDoesNotFit) {
  for (const std::string_view whole : {"", "x", "-1", "+1", "2147483648"}) {
    std::string_view text = whole;
    EXPECT_EQ(TakeNumber<int32_t>(text), std::nullopt) << whole;
    EXPECT_EQ(text, whole);
  }
}

}  // namespace
}  // namespace uds_testing
