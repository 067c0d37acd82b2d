#include "tests/workshop/recorded.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace workshop {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(RecordedTest, ReadsSections) {
  EXPECT_THAT(ParseRecorded("A comment.\n\n== a\nRule: x\n  > y\n\n== b\nz\n"),
              ElementsAre(Pair("a", ElementsAre("Rule: x", "  > y")),
                          Pair("b", ElementsAre("z"))));
}

TEST(RecordedTest, ReadsWhatItWrites) {
  EXPECT_THAT(ParseRecorded(Section("a", {"x", " y"})),
              ElementsAre(Pair("a", ElementsAre("x", " y"))));
}

TEST(RecordedTest, ComparesLineByLine) {
  EXPECT_TRUE(IsAsRecorded({"a", "b"}, {"a", "b"}));
  EXPECT_FALSE(IsAsRecorded({"a", "b"}, {"a"}));
  EXPECT_FALSE(IsAsRecorded({"a"}, {"a", "b"}));
  EXPECT_FALSE(IsAsRecorded({"a"}, {"aa"}));
  EXPECT_FALSE(IsAsRecorded({"aa"}, {"a"}));
}

TEST(RecordedTest, AStarStandsForAnythingInItsPlace) {
  EXPECT_TRUE(IsAsRecorded({"served <*> of 50"}, {"served 7 of 50"}));
  EXPECT_TRUE(IsAsRecorded({"<*>, <*>"}, {"1, 2"}));
  EXPECT_FALSE(IsAsRecorded({"served <*> of 50"}, {"served 7 of 51"}));
  EXPECT_FALSE(IsAsRecorded({"served <*> of 50"}, {"saved 7 of 50"}));
  EXPECT_FALSE(IsAsRecorded({"<*>a<*>b"}, {"ba"}));
}

}  // namespace
}  // namespace workshop
