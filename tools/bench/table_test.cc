#include "tools/bench/table.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/bench/sample_results.h"
#include "tools/check/printable.h"

namespace tools {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Not;
using ::testing::ResultOf;
using ::testing::StartsWith;

std::vector<std::string> Lines() {
  return absl::StrSplit(Table(SampleResults()), '\n');
}

TEST(TableTest, ShowsEachServerWithItsFigures) {
  EXPECT_THAT(Lines(), Contains("HTTP GET, kept alive, connections: 32"));
  EXPECT_THAT(
      Lines(),
      Contains(
          "  nginx        2.00 µs   ± 5 % █████            1.36 x  500,000  "
          "70.0 µs  1.50 ms 2.50 MiB     50 %"));
  EXPECT_THAT(Lines(),
              Contains(AllOf(StartsWith("  go "), HasSubstr("14.6 KiB"),
                             HasSubstr("18,000"))));
}

TEST(TableTest, FitsAHundredColumns) {
  EXPECT_THAT(
      Lines(),
      Each(ResultOf([](const std::string& line) { return Columns(line); },
                    Le(100u))));
}

TEST(TableTest, SaysOfEachTargetWhetherItIsMet) {
  EXPECT_THAT(Lines(),
              Contains(AllOf(StartsWith("  ✘ missed "),
                             HasSubstr("ours / floor"), HasSubstr("≤ 1.25"))));
  EXPECT_THAT(Lines(), Contains(AllOf(StartsWith("  ? within the spread "),
                                      HasSubstr("ours / nginx"))));
  EXPECT_THAT(Lines(),
              Contains(AllOf(StartsWith("  ✔ met "), HasSubstr("ours / go"))));
}

TEST(TableTest, CallsNoDifferenceWithinTheSpread) {
  // Of echo, where one round is better than the floor's.
  EXPECT_THAT(Lines(), Contains(AllOf(StartsWith("  floor "), HasSubstr("≈"))));
}

TEST(TableTest, NamesWhatIsLeftOutAndWhatFailed) {
  EXPECT_THAT(Lines(),
              Contains("  node is not installed: apt-get install nodejs"));
  EXPECT_THAT(Table(SampleResults()), Not(HasSubstr("Could not be measured")));
  Results results = SampleResults();
  results.failures = {"http-32, nginx: it broke"};
  for (Figures& round : results.works[0].servers[2].rounds) round = {};
  EXPECT_THAT(Table(results),
              AllOf(HasSubstr("Could not be measured\n  http-32, nginx: it"),
                    HasSubstr("  nginx        could not be measured")));
}

// The test's stdout is none.
TEST(TableTest, HasNoColourWhereThereIsNoTerminal) {
  EXPECT_THAT(Table(SampleResults()), Not(HasSubstr("\033")));
}

TEST(TableTest, ABarIsAsLongAsItsShareToAnEighth) {
  EXPECT_EQ(Bar(0, 4), "");
  EXPECT_EQ(Bar(1, 4), "████");
  EXPECT_EQ(Bar(0.5, 4), "██");
  EXPECT_EQ(Bar(0.40625, 4), "█▋");
  EXPECT_EQ(Bar(7, 4), "████");
  EXPECT_EQ(Bar(-1, 4), "");
}

}  // namespace
}  // namespace tools
