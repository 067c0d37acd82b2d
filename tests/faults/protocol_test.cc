#include "tests/faults/protocol.h"

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace faults {
namespace {

using ::testing::HasSubstr;

constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

TEST(EchoProtocolTest, AReplyHasComeWithItsLastByte) {
  const Protocol& echo = Protocol::Echo();
  const std::string first = echo.Request(0, false);
  const std::string second = echo.Request(1, true);
  EXPECT_NE(first, second);
  const std::unique_ptr<Replies> replies = echo.Listen();
  replies->OnRequest(first);
  replies->OnRequest(second);
  const std::string all = "Echo: " + first + second;
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(replies->delivered(), i < 6 + first.size() ? 0u : 1u) << i;
    replies->OnBytes(all.substr(i, 1));
  }
  EXPECT_EQ(replies->delivered(), 2u);
  EXPECT_EQ(replies->wrong(), "");
}

TEST(EchoProtocolTest, AnotherByteOrOneTooManyIsWrong) {
  for (const std::string wrong : {"Echo: x", "Echo 0", "echo"}) {
    const std::unique_ptr<Replies> replies = Protocol::Echo().Listen();
    replies->OnRequest("0");
    replies->OnBytes(wrong);
    EXPECT_THAT(replies->wrong(), HasSubstr("differs")) << wrong;
    EXPECT_EQ(replies->delivered(), 0u);
  }
  const std::unique_ptr<Replies> replies = Protocol::Echo().Listen();
  replies->OnRequest("0");
  replies->OnBytes("Echo: 00");
  EXPECT_THAT(replies->wrong(), HasSubstr("more came back"));
}

TEST(HttpProtocolTest, CountsResponsesWhereverTheyAreCut) {
  const std::string two = std::string(kOk) + kOk;
  for (size_t cut = 0; cut <= two.size(); ++cut) {
    const std::unique_ptr<Replies> replies = Protocol::Http("hi").Listen();
    replies->OnRequest("first");
    replies->OnRequest("second");
    replies->OnBytes(two.substr(0, cut));
    EXPECT_EQ(replies->delivered(), cut / (two.size() / 2));
    replies->OnBytes(two.substr(cut));
    EXPECT_EQ(replies->delivered(), 2u);
    EXPECT_EQ(replies->wrong(), "");
  }
}

TEST(HttpProtocolTest, AnotherAnswerOrNoHttpOrOneTooManyIsWrong) {
  for (const std::string wrong :
       {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nho",
        "HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nhi",
        "Echo: GET /\r\n\r\n"}) {
    const std::unique_ptr<Replies> replies = Protocol::Http("hi").Listen();
    replies->OnRequest("first");
    replies->OnBytes(wrong);
    EXPECT_NE(replies->wrong(), "");
    EXPECT_EQ(replies->delivered(), 0u);
  }
  const std::unique_ptr<Replies> replies = Protocol::Http("hi").Listen();
  replies->OnRequest("first");
  replies->OnBytes(std::string(kOk) + kOk);
  EXPECT_EQ(replies->wrong(), "a response to nothing");
}

TEST(HttpProtocolTest, OnlyTheLastRequestAsksForTheEnd) {
  const Protocol& http = Protocol::Http("hi");
  EXPECT_THAT(http.Request(0, true), HasSubstr("Connection: close"));
  EXPECT_THAT(http.Request(0, false), Not(HasSubstr("Connection")));
  EXPECT_EQ(&http, &Protocol::Http("hi"));
}

TEST(GreetingProtocolTest, TheGreetingHasComeWithItsLastLine) {
  const std::unique_ptr<Replies> replies = Protocol::Greeting().Listen();
  const std::string all = "Welcome, verified client!\nYou are PID=1 UID=0\n";
  for (const char c : all) {
    EXPECT_EQ(replies->delivered(), 0u);
    replies->OnBytes({&c, 1});
  }
  EXPECT_EQ(replies->delivered(), 1u);
  EXPECT_EQ(replies->wrong(), "");
  replies->OnBytes("x");
  EXPECT_THAT(replies->wrong(), HasSubstr("no greeting"));
}

TEST(GreetingProtocolTest, AnotherTextIsWrong) {
  const std::unique_ptr<Replies> replies = Protocol::Greeting().Listen();
  replies->OnBytes("Welcome to");
  EXPECT_THAT(replies->wrong(), HasSubstr("no greeting: Welcome to"));
}

}  // namespace
}  // namespace faults
