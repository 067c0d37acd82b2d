#include "common/testing/strace/last_lines.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> Numbered(int count) {
  std::vector<std::string> lines;
  for (int i = 0; i < count; ++i) lines.push_back("line " + std::to_string(i));
  return lines;
}

TEST(LastLinesTest, MarksTheLastOne) {
  EXPECT_EQ(LastLines({"a", "b", "c"}, 1, ""), "    b\n  > c\n");
  EXPECT_EQ(LastLines({}, 0, ""), "");
  EXPECT_EQ(LastLines({"a"}, 1, ""), "");
}

TEST(LastLinesTest, ShowsTwelve) {
  EXPECT_THAT(LastLines(Numbered(100), 0, ""), StartsWith("    line 88\n"));
}

TEST(LastLinesTest, MarksTheDeliveryOfTheSignalThatIsNamed) {
  EXPECT_EQ(LastLines({"7 read(3)", "7 --- SIGSEGV {si_addr=NULL} ---",
                       "7 +++ killed by SIGSEGV +++"},
                      0, "SIGSEGV"),
            "    7 read(3)\n  > 7 --- SIGSEGV {si_addr=NULL} ---\n"
            "    7 +++ killed by SIGSEGV +++\n");
}

TEST(LastLinesTest, TheDeliveryIsShownHoweverMuchCameAfterIt) {
  std::vector<std::string> lines = Numbered(100);
  lines[50] = "7 --- SIGTERM {si_pid=1} ---";
  const std::string text = LastLines(lines, 0, "SIGTERM");
  EXPECT_THAT(text, StartsWith("    line 42\n"));
  EXPECT_THAT(text, HasSubstr("  > 7 --- SIGTERM"));
  EXPECT_THAT(text, HasSubstr("line 53\n"));
  EXPECT_THAT(text, Not(HasSubstr("line 54")));
}

TEST(LastLinesTest, ASignalThatWasNotDeliveredChangesNothing) {
  EXPECT_EQ(LastLines({"a", "b"}, 0, "SIGKILL"), "    a\n  > b\n");
}

TEST(LastLinesTest, CutsLongLines) {
  EXPECT_EQ(LastLines({std::string(1000, 'x')}, 0, ""),
            "  > " + std::string(kMostLastLineBytes, 'x') + "...\n");
}

}  // namespace
}  // namespace uds_testing
