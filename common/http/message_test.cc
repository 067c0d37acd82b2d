#include "common/http/message.h"

#include <optional>
#include <vector>

#include "gtest/gtest.h"

namespace uds::http {
namespace {

TEST(MessageTest, FindsTheFirstHeaderOfANameInAnyCase) {
  const std::vector<HeaderView> headers = {
      {"Accept", "a"}, {"X-Note", ""}, {"ACCEPT", "b"}};
  Request request;
  request.headers = headers;
  EXPECT_EQ(request.FindHeader("accept"), "a");
  EXPECT_EQ(request.FindHeader("x-note"), "");
  EXPECT_EQ(request.FindHeader("X-Not"), std::nullopt);
  EXPECT_EQ(request.FindHeader(""), std::nullopt);
}

TEST(MessageTest, MakersSetTheTypeThatFits) {
  const Response text = Text(404, "none\n");
  EXPECT_EQ(text.status, 404);
  EXPECT_EQ(text.body, "none\n");
  ASSERT_EQ(text.headers.size(), 1);
  EXPECT_EQ(text.headers[0].name, "Content-Type");
  EXPECT_EQ(text.headers[0].value, "text/plain; charset=utf-8");
  EXPECT_EQ(Json(200, "[]").headers.at(0).value, "application/json");
}

TEST(MessageTest, KnowsWhatAStatusIsCalled) {
  EXPECT_EQ(ReasonPhrase(200), "OK");
  EXPECT_EQ(ReasonPhrase(431), "Request Header Fields Too Large");
  EXPECT_EQ(ReasonPhrase(299), "");
}

}  // namespace
}  // namespace uds::http
