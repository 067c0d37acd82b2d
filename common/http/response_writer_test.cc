#include "common/http/response_writer.h"

#include <string>

#include "common/http/message.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Written(const Response& response, ResponseOptions options) {
  options.time = 784111777;
  std::string out;
  AppendResponse(response, options, out);
  return out;
}

std::string Written(const Response& response) {
  return Written(response, {.time = 0});
}

TEST(ResponseWriterTest, WritesLineFieldsAndBody) {
  EXPECT_EQ(Written({.status = 201,
                     .headers = {{"Location", "/notes/7"}, {"X-Empty", ""}},
                     .body = "made\n"}),
            "HTTP/1.1 201 Created\r\n"
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Content-Length: 5\r\n"
            "Location: /notes/7\r\n"
            "X-Empty: \r\n"
            "\r\n"
            "made\n");
}

TEST(ResponseWriterTest, AppendsAndReplacesNothing) {
  std::string out = "before";
  AppendResponse(Text(200, "a"), {.time = 0}, out);
  EXPECT_EQ(out.find("HTTP/1.1 200 OK\r\n"), 6);
}

TEST(ResponseWriterTest, NoBodyStillHasALength) {
  EXPECT_THAT(Written(Response{}), HasSubstr("\r\nContent-Length: 0\r\n"));
}

TEST(ResponseWriterTest, With204And304ThereIsNeitherBodyNorLength) {
  for (const int status : {204, 304}) {
    const std::string out = Written({.status = status, .body = "left out"});
    EXPECT_THAT(out, Not(HasSubstr("Content-Length")));
    EXPECT_THAT(out, testing::EndsWith("\r\n\r\n"));
  }
}

TEST(ResponseWriterTest, TheAnswerToHeadHasTheLengthOfWhatIsLeftOut) {
  const std::string out =
      Written(Text(200, "four"), {.time = 0, .head_only = true});
  EXPECT_THAT(out, HasSubstr("\r\nContent-Length: 4\r\n"));
  EXPECT_THAT(out, testing::EndsWith("\r\n\r\n"));
}

TEST(ResponseWriterTest, SaysWhatBecomesOfTheConnectionIfThatIsToBeSaid) {
  EXPECT_THAT(Written(Text(200, ""), {.time = 0, .connection = "close"}),
              HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(Written(Text(200, "")), Not(HasSubstr("Connection")));
}

TEST(ResponseWriterTest, AStatusWithoutANameKeepsTheSpaceBehindIt) {
  EXPECT_THAT(Written({.status = 299}),
              testing::StartsWith("HTTP/1.1 299 \r\n"));
}

TEST(ResponseWriterTest, WhatTheMakersMakeCanBeSent) {
  EXPECT_EQ(WhatIsWrongWith(Text(200, "a\r\n\r\nb")), "");
  EXPECT_EQ(WhatIsWrongWith(Json(404, "{}")), "");
  EXPECT_EQ(WhatIsWrongWith({.status = 204}), "");
  EXPECT_EQ(WhatIsWrongWith({.status = 205}), "");
  EXPECT_NE(WhatIsWrongWith(Text(205, "reset")), "");
}

// The threat: a handler that copies what it was sent into a header.
TEST(ResponseWriterTest, AHeaderThatWouldSplitTheResponseCannotBeSent) {
  const std::string nul(1, '\0');
  for (const std::string bad : {"a\r\nSet-Cookie: b", "a\nb", "a\rb",
                                "a\r\n\r\n<html>", nul.c_str(), "\x7f"}) {
    if (bad.empty()) continue;
    EXPECT_NE(WhatIsWrongWith({.headers = {{"X-Echo", bad}}}), "") << bad;
    EXPECT_NE(WhatIsWrongWith({.headers = {{bad, "x"}}}), "") << bad;
  }
  EXPECT_NE(WhatIsWrongWith({.headers = {{"X-Echo", nul}}}), "");
  EXPECT_NE(WhatIsWrongWith({.headers = {{"", "x"}}}), "");
  EXPECT_NE(WhatIsWrongWith({.headers = {{"X Echo", "x"}}}), "");
  EXPECT_EQ(WhatIsWrongWith({.headers = {{"X-Echo", "\xc3\xa4\t b"}}}), "");
}

TEST(ResponseWriterTest, WhatTheSessionWritesIsNotForHandlers) {
  for (const char* const name :
       {"Connection", "content-length", "DATE", "Transfer-Encoding"}) {
    EXPECT_NE(WhatIsWrongWith({.headers = {{name, "x"}}}), "") << name;
  }
}

TEST(ResponseWriterTest, AStatusThatIsNoneOrNotTheLastCannotBeSent) {
  for (const int status : {0, 100, 101, 199, 600, -200}) {
    EXPECT_NE(WhatIsWrongWith({.status = status}), "") << status;
  }
  EXPECT_EQ(WhatIsWrongWith({.status = 599}), "");
}

}  // namespace
}  // namespace uds::http
