#include "tests/differential/request_table.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace differential {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

RequestRow Row(const std::string& line) {
  const auto rows = ParseRequestTable(line);
  EXPECT_TRUE(rows.ok()) << rows.status();
  return rows.ok() && rows->size() == 1 ? rows->front() : RequestRow();
}

TEST(RequestTableTest, ARowHasANameASectionADemandAndBytes) {
  const RequestRow row = Row("two | 9.3.2 | accept 0 5 | GET /\\r\\n");
  EXPECT_EQ(row.name, "two");
  EXPECT_EQ(row.section, "9.3.2");
  EXPECT_EQ(row.demand, Demand::kAccept);
  EXPECT_THAT(row.bodies, ElementsAre(0, 5));
  EXPECT_FALSE(row.then_refused);
  EXPECT_EQ(row.bytes, "GET /\r\n");
  EXPECT_EQ(row.why, "");
}

TEST(RequestTableTest, ARowMaySayWhyOursIsRight) {
  EXPECT_EQ(Row("a | 1 | either | x | it is").why, "it is");
}

TEST(RequestTableTest, AsAboveIsTheLastReasonBefore) {
  const auto rows = ParseRequestTable(
      "a | 1 | either | x | it is\nb | 1 | either | x\n"
      "c | 1 | either | x | as above\n");
  ASSERT_EQ(rows->size(), 3);
  EXPECT_EQ(rows->at(2).why, "it is");
}

TEST(RequestTableTest, ReadsEachDemand) {
  EXPECT_EQ(Row("a | 1 | refuse | x").demand, Demand::kRefuse);
  EXPECT_EQ(Row("a | 1 | either | x").demand, Demand::kEither);
  EXPECT_TRUE(Row("a | 1 | accept 0 refuse | x").then_refused);
  EXPECT_THAT(Row("a | 1 | refuse | x").bodies, IsEmpty());
}

TEST(RequestTableTest, ReadsEscapesAndRepetitions) {
  EXPECT_EQ(Row("a | 1 | either | \\t\\x00\\x7C\\\\").bytes,
            std::string("\t\0|\\", 4));
  EXPECT_EQ(Row("a | 1 | either | {3*ab}{2*\\r\\n}c").bytes, "ababab\r\n\r\nc");
  EXPECT_EQ(Row("a | 1 | either | {c}").bytes, "{c}");
  EXPECT_EQ(Row("a | 1 | either |  x ").bytes, " x ");
}

TEST(RequestTableTest, CommentsAndEmptyLinesAreNoRows) {
  EXPECT_THAT(*ParseRequestTable("# a | 1 | either | x\n\n"), IsEmpty());
}

TEST(RequestTableTest, WhatIsNoRowIsNamedByItsLine) {
  for (const char* const line :
       {"a | 1 | either", "a | 1 | maybe | x", "a | 1 | accept | x",
        "a | 1 | accept x | x", "a | 1 | either | \\q", "a | 1 | either | \\x0",
        " | 1 | either | x", "a | 1 | either | ", "b | 1 | either | x"}) {
    const auto rows =
        ParseRequestTable(std::string("b | 1 | either | x\n") + line);
    EXPECT_EQ(rows.status().code(), absl::StatusCode::kInvalidArgument) << line;
    EXPECT_THAT(std::string(rows.status().message()), HasSubstr("line 2"));
  }
}

}  // namespace
}  // namespace differential
