#include "tools/grade/table.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace tools {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Lab kEcho = {
    .name = "01_echo", .edit = "calls.cc", .steps = 5, .clauses = 20};
const Lab kHttp = {
    .name = "02_http", .edit = "session.cc", .steps = 4, .clauses = 12};

LabResult Passed(const Lab& lab) {
  LabResult result = Unjudged(lab, LabResult::kPassed, "");
  result.passed = lab.clauses;
  result.time = absl::Milliseconds(2500);
  return result;
}

LabResult AtStep(int step, const Lab& lab, const std::string& clause) {
  LabResult result = Unjudged(lab, LabResult::kAtStep, "");
  result.step = step;
  result.passed = 7;
  result.first_broken = {{"name", clause}, {"rule", "as it should be"}};
  return result;
}

Table Sample() {
  return {
      .labs = {kEcho, kHttp},
      .rows = {{.name = "anna",
                .path = "/in/anna",
                .results = {Passed(kEcho), AtStep(2, kHttp, "Routes")}},
               {.name = "ben, or \"b\"",
                .path = "/in/ben",
                .results = {AtStep(3, kEcho, "Replies"),
                            AtStep(2, kHttp, "Routes")}},
               {.name = "=cmd|' /C calc'!A0",
                .path = "/in/c",
                .results = {Unjudged(kEcho, LabResult::kTimedOut, ""),
                            Unjudged(kHttp, LabResult::kNotSubmitted, "")}}}};
}

TEST(TableTest, IsCsvWithOneRowForEachSubmission) {
  EXPECT_EQ(
      ToCsv(Sample()),
      "submission,01_echo passed,01_echo total,01_echo state,02_http passed,"
      "02_http total,02_http state,passed,total,seconds\r\n"
      "anna,20,20,passed,7,12,step 2 of 4,27,32,2.5\r\n"
      "\"ben, or \"\"b\"\"\",7,20,step 3 of 5,7,12,step 2 of 4,14,32,0.0\r\n"
      "'=cmd|' /C calc'!A0,0,20,timed out,0,12,not submitted,0,32,0.0\r\n");
}

TEST(TableTest, LetsNoCellBeAFormula) {
  for (const char* const text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"}) {
    EXPECT_EQ(CsvCell(text), std::string("'") + text);
  }
  EXPECT_EQ(CsvCell("\r=1"), "\"'\r=1\"");
  EXPECT_EQ(CsvCell("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(CsvCell("a=1"), "a=1");
  EXPECT_EQ(CsvCell(""), "");
}

TEST(TableTest, IsJsonWithEverything) {
  Table table = Sample();
  table.rows[2].name = "no \xff UTF-8";
  table.rows[1].results[0].errors = {"calls.cc:1: error"};
  const nlohmann::json json = nlohmann::json::parse(ToJson(table));
  const nlohmann::json& ben = json["submissions"][1];
  EXPECT_EQ(ben["name"], "ben, or \"b\"");
  EXPECT_EQ(ben["passed"], 14);
  EXPECT_EQ(ben["labs"][0]["state"], "step 3 of 5");
  EXPECT_EQ(ben["labs"][0]["first_broken"]["rule"], "as it should be");
  EXPECT_EQ(ben["labs"][0]["compiler_errors"][0], "calls.cc:1: error");
  EXPECT_EQ(json["submissions"][2]["name"], "no \xef\xbf\xbd UTF-8");
}

TEST(TableTest, IsTextInColumns) {
  EXPECT_THAT(
      ToText(Sample()),
      testing::StartsWith(
          R"(Submission          01_echo           02_http             Sum  Seconds
anna                20/20             7/12 step 2 of 4  27/32      2.5
ben, or "b"         7/20 step 3 of 5  7/12 step 2 of 4  14/32      0.0
=cmd|' /C calc'!A0  timed out         not submitted      0/32      0.0
)"));
}

TEST(TableTest, CountsWhereLearnersAreStuck) {
  EXPECT_THAT(ToText(Sample()),
              HasSubstr("\n  02_http  Routes   2\n  01_echo  Replies  1\n"));
  EXPECT_THAT(ToText({.labs = {kEcho}, .rows = {{"a", "a", {Passed(kEcho)}}}}),
              Not(HasSubstr("Stuck")));
}

TEST(TableTest, KeepsANameOnItsLine) {
  EXPECT_EQ(OneLine("two\nlines\x1b[31m", 0), "two\\x0alines\\x1b[31m");
  EXPECT_EQ(OneLine("Anna-Lena", 9), "Anna-Lena");
  EXPECT_EQ(OneLine("Anna-Lenas", 9), "Anna-L...");
  EXPECT_EQ(OneLine("Ännä-Lenäs", 9), "Ännä-L...");
  EXPECT_EQ(OneLine("/in/one/anna", 9), "...e/anna");
}

}  // namespace
}  // namespace tools
