#include "common/peer/id_list.h"

#include <string>

#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What is said against `text`, which must be refused and change nothing.
std::string Complaint(const std::string& text) {
  IdList list{{7}};
  std::string error;
  EXPECT_FALSE(AbslParseFlag(text, &list, &error)) << text;
  EXPECT_THAT(list.ids, ElementsAre(7)) << "changed by " << text;
  return error;
}

IdList Parse(const std::string& text) {
  IdList list{{7}};
  std::string error;
  EXPECT_TRUE(AbslParseFlag(text, &list, &error)) << error;
  return list;
}

TEST(IdListTest, IsReadInItsOrder) {
  EXPECT_THAT(Parse("0").ids, ElementsAre(0));
  EXPECT_THAT(Parse("1001,1000,4294967294").ids,
              ElementsAre(1001, 1000, 4294967294));
}

TEST(IdListTest, IsEmptyOnlyByAWord) {
  EXPECT_THAT(Parse("none").ids, IsEmpty());
  EXPECT_THAT(Complaint(""), HasSubstr("or none"));
  EXPECT_THAT(Complaint("none,1000"), HasSubstr("\"none\" is not a number"));
}

TEST(IdListTest, IsPrintedAsItIsRead) {
  for (const char* const text : {"none", "0", "1000,1001"}) {
    EXPECT_EQ(AbslUnparseFlag(Parse(text)), text);
  }
}

TEST(IdListTest, RefusesEmptyItems) {
  for (const char* const text : {",", "1000,", ",1000", "1000,,1001"}) {
    EXPECT_THAT(Complaint(text), HasSubstr("\"\" is not a number")) << text;
  }
}

TEST(IdListTest, RefusesWhatIsNoIdAndNamesIt) {
  for (const std::string item :
       {"-1", "+1000", "-0", "0x3e8", "01000", "00", "root", "1e3", "1000.0",
        "1000;", "1000-1002", "*", " 1000", "1000 ", "4294967295", "4294967296",
        "18446744073709552616", "99999999999999999999999"}) {
    EXPECT_THAT(Complaint("1," + item + ",2"),
                HasSubstr("\"" + item +
                          "\" is not a number from 0 to "
                          "4294967294"));
  }
}

TEST(IdListTest, EscapesTheItemThatItNames) {
  EXPECT_THAT(Complaint("1000\nuid"), HasSubstr("\"1000\\nuid\""));
  EXPECT_THAT(Complaint(std::string("1000\0", 5)), HasSubstr("\"1000\\000\""));
}

TEST(IdListTest, HasAtMostThirtyTwoIds) {
  const std::string most =
      absl::StrJoin(std::vector<int>(IdList::kMost, 5), ",");
  EXPECT_EQ(Parse(most).ids.size(), IdList::kMost);
  EXPECT_THAT(Complaint(most + ",5"), HasSubstr("33 IDs are more than 32"));
}

}  // namespace
}  // namespace uds
