#include "tools/check/printable.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(PrintableTest, LeavesTextAndLinesAsTheyAre) {
  EXPECT_EQ(Printable("a ✔ ü 𝄞\nb"), "a ✔ ü 𝄞\nb");
  EXPECT_EQ(Printable("a\tb"), "a b");
}

TEST(PrintableTest, ShowsWhatATerminalWouldObey) {
  EXPECT_EQ(Printable("\033[2J\r\b\x7f"), "\\x1b[2J\\x0d\\x08\\x7f");
  EXPECT_EQ(Printable(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(Printable("\xC2\x9B"), "\\xc2\\x9b");
}

TEST(PrintableTest, ShowsBytesThatAreNoUtf8) {
  EXPECT_EQ(Printable("\xFF\xFE!"), "\\xff\\xfe!");
  EXPECT_EQ(Printable("\xE2\x9C"), "\\xe2\\x9c");           // cut off
  EXPECT_EQ(Printable("\xC0\xAF"), "\\xc0\\xaf");           // overlong
  EXPECT_EQ(Printable("\xED\xA0\x80"), "\\xed\\xa0\\x80");  // a surrogate
  EXPECT_EQ(Printable("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
}

TEST(PrintableTest, KeepsJsonWhatItIs) {
  EXPECT_EQ(Printable("\"\xFF\"", "\\\\x"), "\"\\\\xff\"");
}

TEST(ShortenedTest, KeepsBeginningAndEndAndCountsTheRest) {
  EXPECT_EQ(Shortened("short", 5), "short");
  EXPECT_EQ(Shortened("abcdefghij", 4), "ab\n[... 6 bytes left out ...]\nij");
  EXPECT_EQ(Shortened("✔✔✔", 4), "\n[... 6 bytes left out ...]\n✔");
}

TEST(ShortenedTest, CutsALineThatIsTooLong) {
  const std::string shown = Shortened(std::string(5000, 'x'), 10000);
  EXPECT_THAT(shown, StartsWith("xxxx"));
  EXPECT_THAT(shown, HasSubstr(" [... 4050 bytes more]"));
}

TEST(WrappedTest, BreaksAtSpacesAndIndentsWhatFollows) {
  EXPECT_THAT(Wrapped("one two three", 20), ElementsAre("one two three"));
  EXPECT_THAT(Wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(Wrapped("one two three", 10, 2),
              ElementsAre("one two", "  three"));
}

TEST(WrappedTest, KeepsTheSpacesThatALineBeginsWith) {
  EXPECT_THAT(Wrapped("    one two", 8, 4), ElementsAre("    one", "    two"));
}

TEST(WrappedTest, BreaksAWordThatIsTooLong) {
  EXPECT_THAT(Wrapped("abcdefgh", 3), ElementsAre("abc", "def", "gh"));
}

TEST(WrappedTest, CountsCharactersNotBytes) {
  EXPECT_THAT(Wrapped("✔✔✔✔", 4), ElementsAre("✔✔✔✔"));
  EXPECT_THAT(Wrapped("✔✔✔✔", 3), ElementsAre("✔✔✔", "✔"));
}

}  // namespace
}  // namespace tools
