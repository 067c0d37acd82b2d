#include "common/testing/for_people.h"

#include <string>

#include "gtest/gtest.h"

namespace uds_testing {
namespace {

TEST(ForPeopleTest, LeavesPrintableTextAsItIsAndMarksItsFurtherLines) {
  EXPECT_EQ(ForPeople("a \"b\"\nc\\d"), "a \"b\"\n| c\\d");
  EXPECT_EQ(ForPeople(""), "");
}

TEST(ForPeopleTest, EscapesWhatWouldDriveATerminal) {
  EXPECT_EQ(ForPeople("\x1b[2J\a\t\r\x7f\xff" + std::string(1, '\0')),
            "\\x1b[2J\\x07\\t\\r\\x7f\\xff\\x00");
}

TEST(ForPeopleTest, DropsNewlinesAtTheEnd) {
  EXPECT_EQ(ForPeople("a\n\n"), "a");
  EXPECT_EQ(ForPeople("\n"), "");
}

TEST(ForPeopleTest, CutsALongTextAndCountsWhatIsLeftOut) {
  const std::string most(kMostShown, 'x');
  EXPECT_EQ(ForPeople(most), most);
  EXPECT_EQ(ForPeople(most + "yz"), most + "... (2 bytes more)");
}

TEST(PrintedForPeopleTest, TellsTheTwoStreamsApart) {
  EXPECT_EQ(PrintedForPeople("", ""), "it printed nothing");
  EXPECT_EQ(PrintedForPeople("a\n", ""), "on stdout it said: a");
  EXPECT_EQ(PrintedForPeople("", "b"), "on stderr it said: b");
  EXPECT_EQ(PrintedForPeople("a\n", "b\n"),
            "on stdout it said: a\non stderr it said: b");
}

}  // namespace
}  // namespace uds_testing
