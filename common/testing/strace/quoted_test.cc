#include "common/testing/strace/quoted.h"

#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

std::string BytesOf(std::string_view argument) {
  const absl::StatusOr<QuotedString> quoted = ParseQuoted(argument);
  EXPECT_TRUE(quoted.ok()) << quoted.status();
  return quoted.ok() ? quoted->bytes : "";
}

TEST(ParseQuotedTest, ReadsPlainText) {
  EXPECT_EQ(BytesOf(R"("ping")"), "ping");
  EXPECT_EQ(BytesOf(R"("")"), "");
}

TEST(ParseQuotedTest, ReadsNamedEscapes) {
  EXPECT_EQ(BytesOf(R"("\n\t\"\\\v\f\r")"), "\n\t\"\\\v\f\r");
}

TEST(ParseQuotedTest, ReadsOctalCodesOfOneToThreeDigits) {
  EXPECT_EQ(BytesOf(R"("\1\17\177\377z")"), "\1\17\177\377z");
}

TEST(ParseQuotedTest, TakesADigitAfterThreeForItself) {
  EXPECT_EQ(BytesOf(R"("\0001")"), std::string("\0"
                                               "1",
                                               2));
}

TEST(ParseQuotedTest, ReadsHexadecimalCodes) {
  EXPECT_EQ(BytesOf(R"("\x00\xdf\x2A3")"), std::string("\0\xdf\x2a"
                                                       "3",
                                                       4));
}

TEST(ParseQuotedTest, SaysWhetherTheTextWasCut) {
  EXPECT_FALSE(ParseQuoted(R"("ab")")->truncated);
  const QuotedString cut = *ParseQuoted(R"("ab"...)");
  EXPECT_TRUE(cut.truncated);
  EXPECT_EQ(cut.bytes, "ab");
}

TEST(ParseQuotedTest, DotsInsideOfTheTextAreText) {
  const QuotedString whole = *ParseQuoted(R"("ab...")");
  EXPECT_FALSE(whole.truncated);
  EXPECT_EQ(whole.bytes, "ab...");
}

TEST(ParseQuotedTest, AnAbstractNameStartsWithNul) {
  EXPECT_EQ(BytesOf(R"(@"lock")"), std::string("\0lock", 5));
}

TEST(ParseQuotedTest, RefusesWhatIsNotOneWholeString) {
  for (const std::string_view argument :
       {"", "3", "@", "NULL", R"("ab)", R"("ab" )", R"("a", "b")", R"("ab"..)",
        R"("\)", R"("\")", R"("\q")", R"("\x")", R"("\xg")", R"("\8")",
        R"("\400")"}) {
    EXPECT_EQ(ParseQuoted(argument).status().code(),
              absl::StatusCode::kInvalidArgument)
        << argument;
  }
}

TEST(ParseQuotedTest, AnErrorShowsTheTextEscaped) {
  EXPECT_EQ(ParseQuoted("\"\n").status().message(),
            "not a whole string: \\\"\\n");
}

}  // namespace
}  // namespace uds_testing
