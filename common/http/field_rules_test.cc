// Each rule by itself; what becomes of a request that breaks one is in
// http_refusals_test.cc.
#include "common/http/field_rules.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/http/progress.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

// The status of the first fault, 0 if there is none.
int StatusOf(int version, const Fields& fields) {
  FieldRules rules(version);
  for (const auto& [name, value] : fields) {
    const std::optional<Fault> fault = rules.Check(name, value);
    if (fault.has_value()) return fault->status;
  }
  return rules.AtEnd().value_or(Fault{}).status;
}

TEST(FieldRulesTest, OrdinaryFieldsAreInOrder) {
  EXPECT_EQ(StatusOf(11, {{"Host", "h"}, {"Accept", "*/*"}, {"Accept", "a"}}),
            0);
  EXPECT_EQ(StatusOf(11, {{"HOST", ""}, {"Content-Length", "010"}}), 0);
  EXPECT_EQ(StatusOf(11, {{"Host", "h"}, {"Transfer-Encoding", "Chunked"}}), 0);
  EXPECT_EQ(StatusOf(10, {}), 0);
}

TEST(FieldRulesTest, TheConnectionGoesOnUnlessOneSideWantsToClose) {
  const auto goes_on = [](int version, const Fields& fields) {
    FieldRules rules(version);
    for (const auto& [name, value] : fields) rules.Check(name, value);
    return rules.keep_alive();
  };
  EXPECT_TRUE(goes_on(11, {}));
  EXPECT_FALSE(goes_on(10, {}));
  EXPECT_FALSE(goes_on(11, {{"Connection", "Close"}}));
  EXPECT_TRUE(goes_on(10, {{"connection", "x, Keep-Alive"}}));
  EXPECT_FALSE(goes_on(10, {{"Connection", "keep-alive, close"}}));
  EXPECT_FALSE(
      goes_on(11, {{"Connection", "close"}, {"Connection", "keep-alive"}}));
  // A field that no standard knows.
  EXPECT_TRUE(goes_on(11, {{"Proxy-Connection", "close"}}));
  EXPECT_FALSE(goes_on(10, {{"Proxy-Connection", "keep-alive"}}));
}

TEST(FieldRulesTest, Http11NeedsOneHostAndNoVersionTwo) {
  EXPECT_EQ(StatusOf(11, {{"Accept", "*/*"}}), 400);
  EXPECT_EQ(StatusOf(11, {{"Host", "h"}, {"host", "h"}}), 400);
  EXPECT_EQ(StatusOf(10, {{"Host", "h"}, {"host", "h"}}), 400);
  EXPECT_EQ(StatusOf(11, {{"Host", "a,b c"}}), 400);
}

TEST(FieldRulesTest, ALengthIsOneNumber) {
  for (const char* const value : {"", "1,1", "1 ", "+1", "-1", "1.0", "0x1"}) {
    EXPECT_EQ(StatusOf(10, {{"Content-Length", value}}), 400) << value;
  }
  EXPECT_EQ(StatusOf(10, {{"Content-Length", "1"}, {"content-length", "1"}}),
            400);
}

TEST(FieldRulesTest, LengthAndCodingDoNotGoTogetherInEitherOrder) {
  const Fields length = {
      {"Host", "h"}, {"Content-Length", "0"}, {"Transfer-Encoding", "chunked"}};
  const Fields coding = {
      {"Host", "h"}, {"Transfer-Encoding", "chunked"}, {"Content-Length", "0"}};
  EXPECT_EQ(StatusOf(11, length), 400);
  EXPECT_EQ(StatusOf(11, coding), 400);
}

TEST(FieldRulesTest, ACodingThatIsNotKnownIs501AndOneWithoutAnEnd400) {
  const auto with = [](const std::string& value) {
    return StatusOf(11, {{"Host", "h"}, {"Transfer-Encoding", value}});
  };
  EXPECT_EQ(with("gzip, chunked"), 501);
  EXPECT_EQ(with("gzip,\tCHUNKED"), 501);
  for (const char* const value :
       {"", ",", "gzip", "identity", "chunked, gzip", "chunked, chunked",
        "chunked,", "chunked;q=1", "x chunked"}) {
    EXPECT_EQ(with(value), 400) << value;
  }
  EXPECT_EQ(StatusOf(10, {{"Transfer-Encoding", "chunked"}}), 400);
}

TEST(FieldRulesTest, TheOneExpectationIsNotedAndIgnoredInHttp10) {
  FieldRules rules(11);
  EXPECT_FALSE(rules.expects_continue());
  EXPECT_EQ(rules.Check("expect", "100-Continue"), std::nullopt);
  EXPECT_TRUE(rules.expects_continue());
  FieldRules old(10);
  EXPECT_EQ(old.Check("Expect", "100-continue"), std::nullopt);
  EXPECT_EQ(old.Check("Expect", "tea"), std::nullopt);
  EXPECT_FALSE(old.expects_continue());
  EXPECT_EQ(StatusOf(11, {{"Host", "h"}, {"Expect", "tea"}}), 417);
}

}  // namespace
}  // namespace uds::http
