// What is refused is in http_refusals_test.cc.
#include "common/http/request_head.h"

#include <string>
#include <string_view>

#include "common/http/http_limits.h"
#include "common/http/progress.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

class RequestHeadTest : public ::testing::Test {
 protected:
  Progress Parse(std::string_view bytes) {
    return ParseRequestHead(bytes, limits_, head_, fault_);
  }

  HttpLimits limits_;
  RequestHead head_;
  Fault fault_;
};

TEST_F(RequestHeadTest, FindsThePartsWhereTheyLie) {
  const std::string bytes =
      "PUT /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nX:  y z "
      "\r\n\r\nabc";
  ASSERT_EQ(Parse(bytes), Progress::kDone);
  EXPECT_EQ(head_.method, "PUT");
  EXPECT_EQ(head_.target, "/a?b");
  EXPECT_EQ(head_.path, "/a");
  EXPECT_EQ(head_.query, "b");
  EXPECT_EQ(head_.version, 11);
  ASSERT_EQ(head_.headers.size(), 3);
  EXPECT_EQ(head_.headers[2].name, "X");
  EXPECT_EQ(head_.headers[2].value, "y z");
  EXPECT_EQ(head_.headers[2].name.data(), &bytes[bytes.find("X:")])
      << "not copied";
  EXPECT_EQ(head_.content_length, 3);
  EXPECT_FALSE(head_.chunked);
  EXPECT_EQ(head_.size, bytes.size() - 3);
}

TEST_F(RequestHeadTest, NothingIsLeftOfTheOneBefore) {
  ASSERT_EQ(Parse("PUT /a?b HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                  "Content-Length: 3\r\n\r\n"),
            Progress::kDone);
  EXPECT_TRUE(head_.expects_continue);
  ASSERT_EQ(Parse("OPTIONS * HTTP/1.0\r\n\r\n"), Progress::kDone);
  EXPECT_EQ(head_.path, "*");
  EXPECT_EQ(head_.query, "");
  EXPECT_EQ(head_.headers.size(), 0);
  EXPECT_EQ(head_.content_length, 0);
  EXPECT_FALSE(head_.expects_continue);
  EXPECT_FALSE(head_.keep_alive);
}

TEST_F(RequestHeadTest, SaysWhetherTheClientWouldAskAgain) {
  const auto keeps_alive = [this](const std::string& version,
                                  const std::string& connection) {
    EXPECT_EQ(Parse("GET / HTTP/" + version +
                    "\r\nHost: h\r\nConnection: " + connection + "\r\n\r\n"),
              Progress::kDone);
    return head_.keep_alive;
  };
  EXPECT_TRUE(keeps_alive("1.1", ""));
  EXPECT_TRUE(keeps_alive("1.1", "x"));
  EXPECT_FALSE(keeps_alive("1.1", "keep-alive, CLOSE"));
  EXPECT_FALSE(keeps_alive("1.0", "x"));
  EXPECT_TRUE(keeps_alive("1.0", "Keep-Alive"));
}

// So that nobody has to look at every byte that comes alone.
TEST_F(RequestHeadTest, WhileItIsNotCompleteSaysHowLargeItMayBecome) {
  EXPECT_EQ(Parse("GET"), Progress::kNeedsMore);
  EXPECT_EQ(head_.size, limits_.max_request_line + 2);
  EXPECT_EQ(Parse("GET / HTTP/1.1\r\nHost"), Progress::kNeedsMore);
  EXPECT_EQ(head_.size, 16 + limits_.max_header_bytes);
}

TEST_F(RequestHeadTest, MayBeAsLargeAsTheLimitsSay) {
  const std::string first =
      "GET /" + std::string(8192 - 14, 'a') + " HTTP/1.1\r\n";
  const std::string start = "Host: h\r\nX: ";
  const std::string end = "\r\n\r\n";
  const std::string value(16 * 1024 - start.size() - end.size(), 'b');
  EXPECT_EQ(Parse(first + start + value + end), Progress::kDone);
  EXPECT_EQ(head_.size, 8192 + 2 + 16 * 1024);
  EXPECT_EQ(Parse(first + start + value + "b" + end), Progress::kRefused);
}

TEST_F(RequestHeadTest, OnlyLinesThatHaveEndedCount) {
  EXPECT_EQ(Parse("\1\2\3"), Progress::kNeedsMore);
  EXPECT_EQ(Parse("GET / HTTP/1.1\r\n\1\2\3"), Progress::kNeedsMore);
  EXPECT_EQ(Parse("GET / HTTP/1.1\r\n\1\2\3\r\n"), Progress::kRefused);
  EXPECT_EQ(fault_.status, 400);
  EXPECT_FALSE(fault_.why.empty());
}

}  // namespace
}  // namespace uds::http
