#include "common/testing/strace/arguments.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr auto kNpos = std::string_view::npos;

TEST(FindAtTopLevelTest, FindsWhatIsOutsideOfEverything) {
  EXPECT_EQ(FindAtTopLevel("a)", ')'), 1);
  EXPECT_EQ(FindAtTopLevel("{)}[)](x)\")\"/*)*/)", ')'), 17);
}

TEST(FindAtTopLevelTest, StartsWhereItIsTold) {
  EXPECT_EQ(FindAtTopLevel("f(3, 4)", ')', 2), 6);
  EXPECT_EQ(FindAtTopLevel("a,b,c", ',', 2), 3);
}

TEST(FindAtTopLevelTest, FindsNothingInWhatIsNotClosed) {
  for (const std::string_view text :
       {"", "(,", "[,", "{,", "\",", "\"\\\",", "/*,", "/*/,"}) {
    EXPECT_EQ(FindAtTopLevel(text, ','), kNpos) << text;
  }
}

TEST(SplitArgumentsTest, SplitsAtCommas) {
  EXPECT_THAT(SplitArguments("AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0"),
              ElementsAre("AF_UNIX", "SOCK_STREAM|SOCK_CLOEXEC", "0"));
}

TEST(SplitArgumentsTest, NoTextIsNoArguments) {
  EXPECT_THAT(SplitArguments(""), IsEmpty());
  EXPECT_THAT(SplitArguments("  "), IsEmpty());
}

TEST(SplitArgumentsTest, KeepsStructsWhole) {
  EXPECT_THAT(
      SplitArguments(R"(3, {sa_family=AF_UNIX, sun_path="a"}, [16 => 2])"),
      ElementsAre("3", R"({sa_family=AF_UNIX, sun_path="a"})", "[16 => 2]"));
}

TEST(SplitArgumentsTest, KeepsNestedBracketsWhole) {
  EXPECT_THAT(
      SplitArguments("[{iov_base=[1, (2, 3)], iov_len=4}, ...], makedev(1, 3)"),
      ElementsAre("[{iov_base=[1, (2, 3)], iov_len=4}, ...]", "makedev(1, 3)"));
}

TEST(SplitArgumentsTest, KeepsStringsWhole) {
  const std::vector<std::string> parts = {"\"a, b\"", "\"}])\"",
                                          "\"\\\", \\\\\"", "\"c\"...", "9"};
  EXPECT_EQ(SplitArguments(absl::StrJoin(parts, ", ")), parts);
}

TEST(SplitArgumentsTest, KeepsCommentsWhole) {
  EXPECT_THAT(SplitArguments(R"(0x7f /* 37 vars, "{ */, 0)"),
              ElementsAre(R"(0x7f /* 37 vars, "{ */)", "0"));
}

TEST(SplitArgumentsTest, KeepsWhatTheKernelChangedWithWhatItWas) {
  EXPECT_THAT(SplitArguments("{a=1, b=2} => {c=[3]}, 88"),
              ElementsAre("{a=1, b=2} => {c=[3]}", "88"));
}

TEST(SplitArgumentsTest, ACommaAtTheEndIsOfACallCutShort) {
  EXPECT_THAT(SplitArguments("3, "), ElementsAre("3"));
  EXPECT_THAT(SplitArguments("3, , 4"), ElementsAre("3", "", "4"));
}

TEST(ParseFieldsTest, ReadsNamesAndValuesInOrder) {
  EXPECT_THAT(ParseFields("{fd=5, events=POLLIN, v={int=1, ptr=0x1}}"),
              ElementsAre(Pair("fd", "5"), Pair("events", "POLLIN"),
                          Pair("v", "{int=1, ptr=0x1}")));
}

TEST(ParseFieldsTest, SplitsAtTheFirstEqualsSignOutsideOfStrings) {
  EXPECT_THAT(ParseFields(R"({path="a=b", x=y=z, "p=q"})"),
              ElementsAre(Pair("path", R"("a=b")"), Pair("x", "y=z"),
                          Pair("", R"("p=q")")));
}

TEST(ParseFieldsTest, APartWithoutANameHasAnEmptyOne) {
  EXPECT_THAT(ParseFields("{st_size=7, ...}"),
              ElementsAre(Pair("st_size", "7"), Pair("", "...")));
}

TEST(ParseFieldsTest, ReadsTheStructBeforeTheKernelChangedIt) {
  EXPECT_THAT(ParseFields("{a=1} => {a=2}"), ElementsAre(Pair("a", "1")));
}

TEST(ParseFieldsTest, WhatIsNoStructHasNoFields) {
  for (const std::string_view argument :
       {"", "{}", "{", "{a=1", "a=1}", "3", "[{a=1}]", "\"{a=1}\""}) {
    EXPECT_THAT(ParseFields(argument), IsEmpty()) << argument;
  }
}

TEST(FieldOfTest, FindsAFieldByItsWholeName) {
  constexpr std::string_view kAddress =
      R"({sa_family=AF_UNIX, sun_path="echo.sock"})";
  EXPECT_EQ(FieldOf(kAddress, "sun_path"), R"("echo.sock")");
  EXPECT_EQ(FieldOf(kAddress, "path"), std::nullopt);
  EXPECT_EQ(FieldOf("NULL", "sun_path"), std::nullopt);
}

TEST(ParseIntTest, ReadsTheBasesThatStraceWrites) {
  EXPECT_EQ(*ParseInt("0"), 0);
  EXPECT_EQ(*ParseInt("128"), 128);
  EXPECT_EQ(*ParseInt("-1"), -1);
  EXPECT_EQ(*ParseInt("0x8001"), 0x8001);
  EXPECT_EQ(*ParseInt("022"), 18);
}

TEST(ParseIntTest, ReadsTheLimits) {
  EXPECT_EQ(*ParseInt("9223372036854775807"),
            std::numeric_limits<int64_t>::max());
  EXPECT_EQ(*ParseInt("-9223372036854775808"),
            std::numeric_limits<int64_t>::min());
  EXPECT_EQ(*ParseInt("0xffffffffff600000"), -0xa00000);
}

TEST(ParseIntTest, RefusesWhatIsNotAWholeNumber) {
  for (const std::string_view text :
       {"", "-", "0x", "08", "--1", "+1", " 1", "1 ", "1a", "0xg", "?",
        "18446744073709551616", "-9223372036854775809"}) {
    EXPECT_EQ(ParseInt(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
}

TEST(ParseUcredTest, ReadsTheThreeIds) {
  EXPECT_EQ(*ParseUcred("{pid=12, uid=1000, gid=4294967294}"),
            (Ucred{12, 1000, 4294967294}));
}

TEST(ParseUcredTest, MinusOneIsTheIdWithAllBitsSet) {
  EXPECT_EQ(*ParseUcred("{pid=0, uid=-1, gid=-1}"),
            (Ucred{0, 4294967295, 4294967295}));
}

TEST(ParseUcredTest, RefusesWhatIsNotCredentials) {
  for (const std::string_view argument :
       {"", "0x7ffd461422f0", "{pid=12, uid=0}", "{pid=12, gid=0}",
        "{uid=0, gid=0}", "{pid=x, uid=0, gid=0}",
        "{pid=2147483648, uid=0, gid=0}", "{pid=1, uid=4294967296, gid=0}",
        "{pid=1, uid=0, gid=-2}"}) {
    EXPECT_EQ(ParseUcred(argument).status().code(),
              absl::StatusCode::kInvalidArgument)
        << argument;
  }
}

}  // namespace
}  // namespace uds_testing
