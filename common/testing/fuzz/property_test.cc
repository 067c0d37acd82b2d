#include "common/testing/fuzz/property.h"

#include <string>

#include "gtest/gtest.h"

namespace uds_testing {
namespace {

std::string Joined(const std::vector<std::string_view>& pieces) {
  std::string joined;
  for (const std::string_view piece : pieces) joined.append(piece);
  return joined;
}

TEST(PropertyTest, WhatHoldsGoesOn) { Require(true, "all is well", ""); }

TEST(PropertyDeathTest, WhatDoesNotHoldEndsTheProgramAndIsNamedWithItsText) {
  EXPECT_EXIT(Require(false, "prints as read", "a\n\\"),
              testing::KilledBySignal(SIGABRT),
              "does not hold: prints as read\nfor: a.x0a.x5c\n");
}

TEST(PropertyTest, EscapedTextIsPrintable) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  EXPECT_FALSE(IsPrintable(all));
  EXPECT_TRUE(IsPrintable(Escaped(all)));
  EXPECT_EQ(Escaped("~\x7f\xff"), "~\\x7f\\xff");
}

TEST(PropertyTest, PiecesAreTheWholeAndTheSameEachTime) {
  const std::string text(1000, 'x');
  EXPECT_EQ(Joined(Pieces(text)), text);
  EXPECT_EQ(Pieces(text), Pieces(text));
  EXPECT_GT(Pieces(text).size(), text.size() / 32);
  EXPECT_EQ(Joined(SingleBytes(text)), text);
  EXPECT_EQ(SingleBytes(text).size(), text.size());
  EXPECT_TRUE(Pieces("").empty());
}

}  // namespace
}  // namespace uds_testing
