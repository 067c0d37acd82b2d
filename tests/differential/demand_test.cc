#include "tests/differential/demand.h"

#include <string>

#include "gtest/gtest.h"

namespace differential {
namespace {

RequestRow Row(const std::string& demand) {
  return ParseRequestTable("a | 1 | " + demand + " | x")->front();
}

TEST(DemandTest, IsWrittenAsAVerdictIs) {
  EXPECT_EQ(DemandText(Row("accept 5 0")), "5, 0");
  EXPECT_EQ(DemandText(Row("accept 5 refuse")), "5, refused");
  EXPECT_EQ(DemandText(Row("refuse")), "refused");
  EXPECT_EQ(DemandText(Row("either")), "either");
}

TEST(DemandTest, RequestsAreDemandedInNumberAndLength) {
  const RequestRow row = Row("accept 5 0");
  EXPECT_TRUE(Meets({.bodies = {5, 0}}, row));
  EXPECT_FALSE(Meets({.bodies = {5}}, row));
  EXPECT_FALSE(Meets({.bodies = {5, 0, 0}}, row));
  EXPECT_FALSE(Meets({.bodies = {5, 1}}, row));
  EXPECT_FALSE(Meets({.bodies = {5, 0}, .refused = 400}, row));
}

TEST(DemandTest, ARefusalBehindThemIsDemandedOrNot) {
  const RequestRow row = Row("accept 5 refuse");
  EXPECT_TRUE(Meets({.bodies = {5}, .refused = 400}, row));
  EXPECT_FALSE(Meets({.bodies = {5}}, row));
}

TEST(DemandTest, ARefusalMayBeSilent) {
  const RequestRow row = Row("refuse");
  EXPECT_TRUE(Meets({.bodies = {}, .refused = 400}, row));
  EXPECT_TRUE(Meets({}, row));
  EXPECT_FALSE(Meets({.bodies = {0}, .refused = 400}, row));
}

TEST(DemandTest, EitherIsMetByAll) {
  EXPECT_TRUE(Meets({}, Row("either")));
  EXPECT_TRUE(Meets({.bodies = {0}}, Row("either")));
}

}  // namespace
}  // namespace differential
