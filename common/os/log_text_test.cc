#include "common/os/log_text.h"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace uds {
namespace {

TEST(LogTextTest, PrintableAsciiStaysAsItIs) {
  EXPECT_EQ(QuotedForLog("GET /notes/7?a=b&c=~"), "\"GET /notes/7?a=b&c=~\"");
  EXPECT_EQ(QuotedForLog(""), "\"\"");
}

TEST(LogTextTest, ANewlineCannotBeginALineOfItsOwn) {
  EXPECT_EQ(QuotedForLog("/\r\nuid=0\t"), R"("/\r\nuid=0\t")");
}

TEST(LogTextTest, AQuoteCannotEndTheText) {
  EXPECT_EQ(QuotedForLog(R"(a" uid=0 ")"), R"("a\" uid=0 \"")");
  EXPECT_EQ(QuotedForLog(R"(a\)"), R"("a\\")");
}

TEST(LogTextTest, WhatDrivesATerminalIsSpelledOut) {
  EXPECT_EQ(QuotedForLog("\x1b[2J\x7f\x9b"), R"("\x1b[2J\x7f\x9b")");
  EXPECT_EQ(QuotedForLog(std::string_view("\0"
                                          "1",
                                          2)),
            R"("\x001")");
}

TEST(LogTextTest, EveryByteIsPrintableAndUnlikeEveryOther) {
  std::set<std::string> seen;
  for (int byte = 0; byte < 256; ++byte) {
    const std::string quoted = QuotedForLog(std::string(1, byte));
    EXPECT_TRUE(seen.insert(quoted).second) << quoted;
    for (const char c : quoted) EXPECT_TRUE(c >= ' ' && c <= '~') << byte;
  }
}

TEST(LogTextTest, ALongTextIsCutAndSaysSo) {
  constexpr size_t kMost = kMostBytesQuotedForLog;
  EXPECT_EQ(QuotedForLog(std::string(kMost, 'a')).size(), kMost + 2);
  EXPECT_EQ(QuotedForLog(std::string(kMost + 1, 'a')),
            "\"" + std::string(kMost, 'a') + "\"...");
  EXPECT_EQ(QuotedForLog(std::string(100'000, '\0')).size(), 4 * kMost + 5);
}

}  // namespace
}  // namespace uds
