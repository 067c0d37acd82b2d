// What is refused is in http_refusals_test.cc.
#include "common/http/request_reader.h"

#include <string>
#include <string_view>
#include <vector>

#include "common/http/http_limits.h"
#include "common/http/message.h"
#include "common/http/progress.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

using ::testing::ElementsAre;

constexpr char kGet[] = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr char kPutHead[] =
    "PUT /b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n";
constexpr char kChunksHead[] =
    "PUT /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

class RequestReaderTest : public ::testing::Test {
 protected:
  // "method path body" of all requests in `bytes` and what was kept before.
  std::vector<std::string> Take(std::string_view bytes) {
    kept_.append(bytes);
    std::string_view rest = kept_;
    std::vector<std::string> taken;
    while ((progress_ = reader_.Take(rest)) == Progress::kDone) {
      const Request& request = reader_.request();
      taken.push_back(std::string(request.method) + " " +
                      std::string(request.path) + " " +
                      std::string(request.body));
      EXPECT_EQ(request.FindHeader("host"), "h");
    }
    kept_ = std::string(rest);  // elsewhere, so that no old view is right
    return taken;
  }

  HttpLimits limits_;
  RequestReader reader_{limits_};
  Progress progress_ = Progress::kDone;
  std::string kept_;
};

TEST_F(RequestReaderTest, TakesOneRequestAfterTheOther) {
  EXPECT_THAT(Take(std::string(kGet) + kPutHead + "xyz" + kChunksHead +
                   "2\r\nuv\r\n0\r\n\r\n" + kGet),
              ElementsAre("GET /a ", "PUT /b xyz", "PUT /c uv", "GET /a "));
  EXPECT_EQ(kept_, "");
  EXPECT_FALSE(reader_.in_body());
}

TEST_F(RequestReaderTest, ViewsAreOfTheBytesThatAreThereAtTheEnd) {
  EXPECT_THAT(Take(kPutHead), ElementsAre());
  EXPECT_TRUE(reader_.in_body());
  EXPECT_THAT(Take("xy"), ElementsAre());
  EXPECT_THAT(Take("z"), ElementsAre("PUT /b xyz"));
  EXPECT_THAT(Take(kChunksHead), ElementsAre());
  EXPECT_TRUE(reader_.in_body());
  EXPECT_EQ(kept_, "") << "chunks are kept as data";
  EXPECT_THAT(Take("2\r\nu"), ElementsAre());
  EXPECT_THAT(Take("v\r\n0\r\n\r\n"), ElementsAre("PUT /c uv"));
}

TEST_F(RequestReaderTest, LeaveToContinueIsAskedForOnce) {
  const std::string head =
      "PUT /b HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
      "Content-Length: 3\r\n\r\n";
  Take(head.substr(0, 30));
  EXPECT_FALSE(reader_.TakeLeaveToContinue());
  Take(head.substr(30));
  EXPECT_TRUE(reader_.TakeLeaveToContinue());
  EXPECT_FALSE(reader_.TakeLeaveToContinue());
  EXPECT_THAT(Take("xyz"), ElementsAre("PUT /b xyz"));
  EXPECT_FALSE(reader_.TakeLeaveToContinue());
}

TEST_F(RequestReaderTest, KnowsHeadByWhatTheRequestBeganWith) {
  EXPECT_TRUE(reader_.AsksForHead("HEAD / HTT"));
  EXPECT_FALSE(reader_.AsksForHead("HEADER / HTT"));
  Take("HEAD /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_TRUE(reader_.AsksForHead("0\r\n"));
}

// Else many small pieces of a long line would be a lot of work.
TEST_F(RequestReaderTest, WhatWasReadIsNotReadAnewBeforeALineEnds) {
  std::string bytes = "GET /aaaa";
  std::string_view rest = bytes;
  ASSERT_EQ(reader_.Take(rest), Progress::kNeedsMore);
  bytes[2] = '\n';  // which is seen if it is read once more
  bytes.push_back('a');
  rest = bytes;
  EXPECT_EQ(reader_.Take(rest), Progress::kNeedsMore);
  bytes.push_back('\n');
  rest = bytes;
  EXPECT_EQ(reader_.Take(rest), Progress::kRefused);
}

TEST_F(RequestReaderTest, SaysWhatIsWrong) {
  EXPECT_THAT(Take(std::string(kGet) + "nonsense\r\n"), ElementsAre("GET /a "));
  EXPECT_EQ(progress_, Progress::kRefused);
  EXPECT_EQ(reader_.fault().status, 400);
}

}  // namespace
}  // namespace uds::http
