#include "common/http/request_log.h"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/http_session.h"
#include "common/http/message.h"
#include "common/http/router.h"
#include "common/http/session_talk.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RequestLogTest : public ::testing::Test {
 protected:
  RequestLogTest() {
    router_.Use(RequestLog(sink_));
    router_.Handle("GET", "/notes/{id}",
                   [](const Request&) { return Text(200, "Hello"); });
    router_.Handle("DELETE", "/notes/{id}", [](const Request&) {
      return Response{.status = 204, .body = "left out"};
    });
    router_.Handle("GET", "/throws", [](const Request&) -> Response {
      throw std::runtime_error("broken");
    });
    options_.on_refused = RefusalLog(sink_);
  }

  void Say(std::string_view bytes) {
    HttpSession session(handler_, {.pid = 4242, .uid = 1000, .gid = 100},
                        options_);
    TalkTo(session, {bytes});
  }

  std::vector<std::string> lines_;
  const LineSink sink_ = [this](std::string_view line) {
    lines_.emplace_back(line);
  };
  Router router_;
  const Handler handler_ = std::ref(router_);
  HttpOptions options_;
};

TEST_F(RequestLogTest, ALineSaysWhoAskedForWhatAndWhatWasAnswered) {
  Say("GET /notes/7?a=b HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(lines_, ElementsAre("pid=4242 uid=1000 \"GET /notes/7?a=b\" 200 "
                                  "5\n"));
}

TEST_F(RequestLogTest, CountsTheBytesThatAreSent) {
  Say("HEAD /notes/7 HTTP/1.1\r\nHost: h\r\n\r\n"
      "DELETE /notes/7 HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(lines_, ElementsAre(HasSubstr("\"HEAD /notes/7\" 200 0\n"),
                                  HasSubstr("\"DELETE /notes/7\" 204 0\n")));
}

TEST_F(RequestLogTest, SeesWhatNoRouteAnswers) {
  Say("GET /none HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(lines_, ElementsAre(HasSubstr("\"GET /none\" 404 ")));
}

TEST_F(RequestLogTest, WhatNeverReachesTheHandlerHasALineToo) {
  Say("GET / HTTP/1.1\r\n\r\n");
  EXPECT_THAT(lines_, ElementsAre("pid=4242 uid=1000 refused 400 \"there is no "
                                  "Host\"\n"));
}

TEST_F(RequestLogTest, AHandlerThatThrowsHasALineThatSaysSo) {
  Say("GET /throws HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(lines_, ElementsAre(HasSubstr("refused 500 ")));
  EXPECT_THAT(lines_, ElementsAre(HasSubstr("broken")));
}

// Beast lets these through: the bytes above ASCII, and the quote.
TEST_F(RequestLogTest, NoTargetCanForgeALineOrAField) {
  Say("GET /\"\xc2\x85uid=0\\ HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(lines_, ElementsAre("pid=4242 uid=1000 \"GET "
                                  "/\\\"\\xc2\\x85uid=0\\\\\" 404 24\n"));
}

// A handler's own words may hold what it was sent.
TEST_F(RequestLogTest, NoFaultCanForgeALine) {
  RefusalLog(sink_)({.status = 500,
                     .why = "no note \"a\"\nuid=0",
                     .peer = {.pid = 1, .uid = 2, .gid = 3}});
  EXPECT_THAT(lines_, ElementsAre("pid=1 uid=2 refused 500 \"no note "
                                  "\\\"a\\\"\\nuid=0\"\n"));
}

}  // namespace
}  // namespace uds::http
