#include "tools/bench/svg.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/bench/sample_results.h"

namespace tools {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

size_t Count(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != text.npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(SvgTest, HasABarAndAWhiskerForEachServer) {
  const std::string svg = Svg(SampleResults());
  EXPECT_EQ(Count(svg, "class=\"whisker\""), 7u);
  EXPECT_EQ(Count(svg, "<rect"), 7u + 1);  // and the page
  EXPECT_EQ(Count(svg, "class=\"ours\""), 2u);
  EXPECT_THAT(svg, HasSubstr(">1.50 µs</text>"));
}

// The longest whisker is 470 long, at 7.0: a bar of 2.0 is two sevenths of it.
TEST(SvgTest, BarsAreInProportion) {
  EXPECT_THAT(Svg(SampleResults()), HasSubstr("width=\"134.3\""));
}

TEST(SvgTest, SaysInWordsWhatItShows) {
  const std::string svg = Svg(SampleResults());
  EXPECT_THAT(svg, HasSubstr("<title id=\"title\">CPU time"));
  EXPECT_THAT(svg, HasSubstr("floor 1.00 µs, ours 1.50 µs, nginx 2.00 µs"));
}

TEST(SvgTest, IsReadableInTheDark) {
  EXPECT_THAT(Svg(SampleResults()), HasSubstr("prefers-color-scheme: dark"));
}

// Not a parser: that each element that is opened is closed, in order, and that
// no text breaks out of its place.
TEST(SvgTest, IsWellFormed) {
  const std::string svg = Svg(SampleResults());
  EXPECT_THAT(svg, HasSubstr("so|cat&lt;"));
  std::vector<std::string> open;
  for (size_t at = svg.find('<'); at != svg.npos; at = svg.find('<', at + 1)) {
    const std::string tag = svg.substr(at + 1, svg.find('>', at) - at - 1);
    EXPECT_THAT(tag, Not(HasSubstr("<")));
    if (tag.back() == '/') continue;
    if (tag[0] != '/') {
      open.push_back(tag.substr(0, tag.find(' ')));
      continue;
    }
    ASSERT_FALSE(open.empty());
    EXPECT_EQ(tag, "/" + open.back());
    open.pop_back();
  }
  EXPECT_THAT(open, IsEmpty());
}

TEST(SvgTest, ShowsWhatThereIs) {
  Results results = SampleResults();
  results.works.erase(results.works.begin());
  const std::string svg = Svg(results);
  EXPECT_EQ(Count(svg, "class=\"whisker\""), 3u);
  EXPECT_THAT(svg, Not(HasSubstr("HTTP")));
  EXPECT_THAT(Svg({}), HasSubstr("</svg>"));
}

}  // namespace
}  // namespace tools
