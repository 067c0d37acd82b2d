#include "common/testing/strace/last_lines.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using ::testing::EndsWith;
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

TEST(LastLinesTest, LeavesTheMiddleOfLongLinesOut) {
  const std::string text =
      LastLines({"7 send(" + std::string(1000, 'x') + ") = -1 EAGAIN"}, 0, "");
  EXPECT_THAT(text, StartsWith("  > 7 send(xxx"));
  EXPECT_THAT(text, HasSubstr("xxx...xxx"));
  EXPECT_THAT(text, EndsWith("xxx) = -1 EAGAIN\n"));
  EXPECT_EQ(text.size(), 4 + kMostLastLineBytes + 3 + 1);
}

TEST(LastLinesTest, MarksWhatItDidLastAndNotThatItWasKilled) {
  EXPECT_EQ(LastLines({"7 close(4)", "7 +++ killed by SIGKILL +++"}, 0, ""),
            "  > 7 close(4)\n    7 +++ killed by SIGKILL +++\n");
}

}  // namespace
}  // namespace uds_testing
