#include "common/http/fetch_request.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(FetchRequestTest, WithoutABodyIsALineHostAndConnection) {
  EXPECT_EQ(SerializeHead({}).value(),
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(SerializeHead(
                {.method = "DELETE",
                 .target = "/a%20b?all=1",
                 .host = "d",
                 .headers = {{"Accept", "text/html, */*"}, {"X-Empty", ""}}})
                .value(),
            "DELETE /a%20b?all=1 HTTP/1.1\r\nHost: d\r\nConnection: close\r\n"
            "Accept: text/html, */*\r\nX-Empty: \r\n\r\n");
}

TEST(FetchRequestTest, FramesTheBody) {
  const std::string chunked = "\r\nTransfer-Encoding: chunked\r\n\r\n";
  FetchRequest request = {.method = "POST"};
  EXPECT_THAT(SerializeHead(request).value(),
              HasSubstr("\r\nContent-Length: 0\r\n\r\n"));
  request.input = 0;
  EXPECT_THAT(SerializeHead(request).value(), HasSubstr(chunked));
  request.body = "ping";
  EXPECT_THAT(SerializeHead(request).value(),
              HasSubstr("\r\nContent-Length: 4\r\n\r\n"));
  EXPECT_THAT(SerializeHead(request).value(), Not(HasSubstr(chunked)));
  request.method = "GET";
  request.body = "";
  EXPECT_THAT(SerializeHead(request).value(),
              HasSubstr("\r\nContent-Length: 0\r\n\r\n"));
}

// The message of the refusal.
std::string Refusal(const FetchRequest& request) {
  const absl::Status status = SerializeHead(request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(FetchRequestTest, RefusesWhatWouldBeReadAsSomethingElse) {
  const std::string smuggled = "x\r\nHost: other";
  EXPECT_THAT(Refusal({.method = ""}), HasSubstr("the method \"\""));
  EXPECT_THAT(Refusal({.method = "GET /other"}), HasSubstr("the method"));
  EXPECT_THAT(Refusal({.host = smuggled}), HasSubstr("the host"));
  EXPECT_THAT(Refusal({.host = ""}), HasSubstr("the host"));
  for (const std::string& target :
       {std::string(), std::string("notes"), std::string("/a b"),
        "/" + smuggled, std::string("/\0", 2), std::string("/\x7f"),
        std::string("/\xc3\xa4")}) {
    EXPECT_THAT(Refusal({.target = target}), HasSubstr("percent-encoded"))
        << target;
  }
}

TEST(FetchRequestTest, RefusesHeadersThatAreNoneOrContradictItsOwn) {
  for (const std::string name : {"", "a b", "a:", "a\r\n", "\xc3\xa4"}) {
    EXPECT_THAT(Refusal({.headers = {{name, "x"}}}), HasSubstr("is no token"))
        << name;
  }
  for (const std::string& value :
       {std::string("x\r\ny: z"), std::string("x\ny"), std::string("\0", 1)}) {
    EXPECT_THAT(Refusal({.headers = {{"x", value}}}),
                HasSubstr("control character"));
  }
  for (const std::string name :
       {"host", "Connection", "CONTENT-LENGTH", "Transfer-encoding"}) {
    EXPECT_THAT(Refusal({.headers = {{name, "1"}}}),
                HasSubstr("by this client itself"));
  }
}

}  // namespace
}  // namespace uds::http
