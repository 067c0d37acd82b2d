#include "common/http/http_session.h"

#include <chrono>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/http/session_talk.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

using std::chrono::seconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// What the handler below understood.
Response Describe(const Request& request) {
  return Text(
      200,
      absl::StrCat(std::string(request.method), " ", std::string(request.path),
                   "?", std::string(request.query), " ", request.version, " ",
                   std::string(request.body), "\n"));
}

// The whole answer in which it says so.
std::string Answer(const std::string& text,
                   const std::string& connection = "") {
  return absl::StrCat("HTTP/1.1 200 OK\r\n",
                      "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
                      "Content-Length: ", text.size(), "\r\n",
                      "Content-Type: text/plain; charset=utf-8\r\n",
                      connection.empty() ? "" : "Connection: ", connection,
                      connection.empty() ? "" : "\r\n", "\r\n", text);
}

const char kContinue100[] = "HTTP/1.1 100 Continue\r\n\r\n";
const char kGet[] = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

class HttpSessionTest : public ::testing::Test {
 protected:
  HttpSessionTest() {
    options_.limits.max_body_bytes = 1000;
    options_.now = [this] { return now_; };
    options_.calendar_time = [] { return 784111777; };
    options_.on_refused = [this](const Refusal& refusal) {
      refusals_.push_back(
          absl::StrCat(refusal.status, " ", std::string(refusal.why)));
    };
  }

  Talk Say(const std::vector<std::string_view>& pieces) {
    HttpSession session(handler_, peer_, options_);
    return TalkTo(session, pieces);
  }

  // Of `bytes`, however they are split.
  void ExpectAnswers(const std::string& bytes, const std::string& answers,
                     bool ends) {
    for (const auto& pieces : EverySplit(bytes)) {
      const Talk talk = Say(pieces);
      ASSERT_EQ(talk.answers, answers)
          << "cut behind " << pieces[0].size() << " bytes";
      ASSERT_EQ(talk.next != Session::kContinue, ends);
      ASSERT_FALSE(talk.in_flight);
    }
    EXPECT_THAT(refusals_, IsEmpty());
  }

  const PeerCredentials peer_ = {.pid = 42, .uid = 1000, .gid = 100};
  Session::Clock::time_point now_;
  std::vector<std::string> refusals_;
  HttpOptions options_;
  Handler handler_ = Describe;
};

TEST_F(HttpSessionTest, AnswersAndWaitsForTheNextRequest) {
  ExpectAnswers(kGet, Answer("GET /? 11 \n"), /*ends=*/false);
}

TEST_F(HttpSessionTest, AnswersPipelinedRequestsInOrder) {
  ExpectAnswers(
      absl::StrCat(kGet, "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n",
                   "\r\nabcPUT /b HTTP/1.1\r\nHost: h\r\n",
                   "Transfer-Encoding: chunked\r\n\r\n1\r\nd\r\n0\r\n\r\n",
                   kGet),
      Answer("GET /? 11 \n") + Answer("PUT /a? 11 abc\n") +
          Answer("PUT /b? 11 d\n") + Answer("GET /? 11 \n"),
      /*ends=*/false);
}

TEST_F(HttpSessionTest, PutsChunksTogetherAndDropsWhatStandsBehindThem) {
  ExpectAnswers(
      "PUT /?q HTTP/1.1\r\nhost:h\r\ntransfer-encoding:CHUNKED\r\n\r\n"
      "4\r\n\r\n0\r\r\n05;a=b;c=\"d\"\r\n\nefgh\r\n0\r\nX: y\r\n\r\n",
      Answer("PUT /?q 11 \r\n0\r\nefgh\n"), /*ends=*/false);
}

TEST_F(HttpSessionTest, ABodyMayHoldAnything) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  handler_ = [&](const Request& request) {
    EXPECT_TRUE(request.body == bytes);
    return Text(200, "seen");
  };
  ExpectAnswers(absl::StrCat("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: ",
                             bytes.size(), "\r\n\r\n", bytes),
                Answer("seen"), /*ends=*/false);
}

TEST_F(HttpSessionTest, GivesTheHandlerAllThatIsKnown) {
  handler_ = [this](const Request& request) {
    EXPECT_EQ(request.peer, peer_);
    EXPECT_EQ(request.target, "http://h/a?b");
    EXPECT_EQ(request.path, "/a");
    EXPECT_EQ(request.query, "b");
    EXPECT_EQ(request.headers.size(), 3);
    EXPECT_EQ(request.headers[1].name, "x-FIRST");
    EXPECT_EQ(request.FindHeader("X-First"), "a  b");
    EXPECT_EQ(request.FindHeader("X-Empty"), "");
    EXPECT_EQ(request.FindHeader("X-None"), std::nullopt);
    EXPECT_EQ(request.parameter, "");
    return Text(200, "");
  };
  ExpectAnswers(
      "GET http://h/a?b HTTP/1.1\r\nHost: h\r\nx-FIRST: \ta  b \t\r\n"
      "X-Empty:\r\n\r\n",
      Answer(""), /*ends=*/false);
}

TEST_F(HttpSessionTest, ClosesWhereTheClientAsksForIt) {
  ExpectAnswers("GET / HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n",
                Answer("GET /? 11 \n", "close"), /*ends=*/true);
}

TEST_F(HttpSessionTest, OfHttp10ClosesUnlessAskedNotTo) {
  ExpectAnswers("GET / HTTP/1.0\r\n\r\n", Answer("GET /? 10 \n", "close"),
                /*ends=*/true);
  ExpectAnswers("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                Answer("GET /? 10 \n", "keep-alive"), /*ends=*/false);
}

TEST_F(HttpSessionTest, WhatFollowsTheLastRequestIsNotAnswered) {
  const Talk alone = Say({"GET / HTTP/1.0\r\n\r\n"});
  EXPECT_EQ(alone.next, Session::kClose);
  const Talk followed = Say({"GET / HTTP/1.0\r\n\r\nGET /b HTTP/1.0\r\n\r\n"});
  EXPECT_EQ(followed.answers, alone.answers);
  EXPECT_EQ(followed.next, Session::kLinger) << "the client may still send";
}

TEST_F(HttpSessionTest, HeadGetsTheHeaderOfGetAndNoBody) {
  const std::string answer = Answer("HEAD /? 11 \n");
  ExpectAnswers(
      absl::StrCat("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n", kGet),
      answer.substr(0, answer.find("\r\n\r\n") + 4) + Answer("GET /? 11 \n"),
      /*ends=*/false);
}

TEST_F(HttpSessionTest, EmptyLinesBeforeARequestArePassedOver) {
  ExpectAnswers(absl::StrCat("\r\n\r\n", kGet, "\r\n", kGet),
                Answer("GET /? 11 \n") + Answer("GET /? 11 \n"),
                /*ends=*/false);
}

TEST_F(HttpSessionTest, TellsAClientThatWaitsToGoOn) {
  const std::string head =
      "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\n";
  ExpectAnswers(head + "Content-Length: 3\r\n\r\nabc",
                kContinue100 + Answer("PUT /? 11 abc\n"), /*ends=*/false);
  ExpectAnswers(head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                kContinue100 + Answer("PUT /? 11 \n"), /*ends=*/false);
  EXPECT_EQ(Say({head + "Content-Length: 3\r\n\r\n"}).answers, kContinue100)
      << "it comes as soon as the header is there";
}

TEST_F(HttpSessionTest, TellsNobodyToGoOnWhoDoesNotWait) {
  ExpectAnswers("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n",
                Answer("PUT /? 11 \n"), /*ends=*/false);
  ExpectAnswers(
      "PUT / HTTP/1.0\r\nExpect: 100-continue\r\n"
      "Content-Length: 3\r\n\r\nabc",
      Answer("PUT /? 10 abc\n", "close"), /*ends=*/true);
  EXPECT_THAT(Say({"PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                   "Content-Length: 1001\r\n\r\n"})
                  .answers,
              StartsWith("HTTP/1.1 413 "));
}

TEST_F(HttpSessionTest, AHandlerThatThrowsBecomes500AndTheConnectionGoesOn) {
  handler_ = [](const Request& request) -> Response {
    if (request.path == "/a") throw std::runtime_error("no more notes");
    if (request.path == "/b") throw 1;
    return Text(200, "fine");
  };
  const Talk talk = Say(
      {"GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n",
       kGet});
  EXPECT_THAT(talk.answers, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(talk.answers, EndsWith(Answer("fine")));
  EXPECT_THAT(talk.answers, ::testing::Not(HasSubstr("notes")))
      << "what went wrong is nothing for the client";
  EXPECT_THAT(refusals_,
              ::testing::ElementsAre(HasSubstr("no more notes"),
                                     HasSubstr("no std::exception")));
}

TEST_F(HttpSessionTest, AResponseThatCannotBeSentBecomes500) {
  handler_ = [](const Request& request) {
    Response response = Text(200, "");
    response.headers.push_back({"Location", std::string(request.query)});
    // As a handler does that decodes what it was sent.
    response.headers.back().value += "\r\nSet-Cookie: admin=1";
    return response;
  };
  const Talk talk = Say({kGet});
  EXPECT_THAT(talk.answers, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(talk.answers, ::testing::Not(HasSubstr("Set-Cookie")));
  EXPECT_THAT(refusals_, ::testing::ElementsAre(HasSubstr("Location")));
}

TEST_F(HttpSessionTest, AHalfClosingClientGetsItsAnswers) {
  HttpSession session(handler_, peer_, options_);
  Talk talk = TalkTo(session, {absl::StrCat(kGet, kGet)});
  session.OnEndOfStream(talk.answers);
  EXPECT_EQ(talk.answers, Answer("GET /? 11 \n") + Answer("GET /? 11 \n"));
  EXPECT_THAT(refusals_, IsEmpty());
}

// It may have shut down one direction only. Who is gone does not read it.
TEST_F(HttpSessionTest, AnEndWithinARequestIs400AndTheHandlerDoesNotSeeIt) {
  const std::string bytes[] = {
      "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc",
      "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n0\r\n\r\n"};
  handler_ = [](const Request&) -> Response {
    ADD_FAILURE() << "the request was not complete";
    return {};
  };
  for (const std::string& whole : bytes) {
    for (size_t size = 1; size < whole.size(); ++size) {
      HttpSession session(handler_, peer_, options_);
      Talk talk = TalkTo(session, {std::string_view(whole).substr(0, size)});
      EXPECT_EQ(talk.next, Session::kContinue);
      EXPECT_TRUE(talk.in_flight);
      session.OnEndOfStream(talk.answers);
      EXPECT_THAT(talk.answers, StartsWith("HTTP/1.1 400 ")) << size;
      EXPECT_THAT(talk.answers, HasSubstr("Connection: close\r\n"));
      EXPECT_FALSE(session.InFlight());
    }
  }
}

TEST_F(HttpSessionTest, AnEndBetweenRequestsIsJustTheEnd) {
  HttpSession session(handler_, peer_, options_);
  std::string answers;
  session.OnEndOfStream(answers);
  EXPECT_EQ(answers, "");
}

TEST_F(HttpSessionTest, WithoutARequestThereIsNoDeadline) {
  HttpSession session(handler_, peer_, options_);
  EXPECT_EQ(session.Deadline(), std::nullopt);
  EXPECT_FALSE(session.InFlight());
  TalkTo(session, {kGet, "\r\n"});
  EXPECT_EQ(session.Deadline(), std::nullopt);
  EXPECT_FALSE(session.InFlight());
}

TEST_F(HttpSessionTest, AHeaderHasItsTimeFromItsFirstByte) {
  HttpSession session(handler_, peer_, options_);
  const auto deadline = now_ + options_.limits.header_timeout;
  const std::string_view head =
      "GET / HTTP/1.1\r\nHost: h\r\nX: yyyyyyyyyyyyyyy";
  for (const char c : head) {
    TalkTo(session, {std::string_view(&c, 1)});
    EXPECT_EQ(session.Deadline(), deadline) << "progress buys no time";
    EXPECT_TRUE(session.InFlight());
    now_ += seconds(1);
  }
  std::string answer;
  session.OnDeadline(answer);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 408 "));
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_EQ(session.Deadline(), std::nullopt);
  EXPECT_FALSE(session.InFlight());
  EXPECT_THAT(refusals_, ::testing::ElementsAre(HasSubstr("header")));
}

TEST_F(HttpSessionTest, ABodyHasItsTimeFromTheEndOfTheHeader) {
  for (const std::string framing :
       {"Content-Length: 9\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"}) {
    HttpSession session(handler_, peer_, options_);
    TalkTo(session, {"PUT / HTTP/1.1\r\nHost: h\r\n"});
    now_ += seconds(10);
    TalkTo(session, {framing});
    const auto deadline = now_ + options_.limits.body_timeout;
    EXPECT_EQ(session.Deadline(), deadline);
    now_ += seconds(10);
    TalkTo(session, {"1\r\na\r"});
    EXPECT_EQ(session.Deadline(), deadline);
    std::string answer;
    session.OnDeadline(answer);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 408 "));
    EXPECT_EQ(session.Deadline(), std::nullopt);
    EXPECT_FALSE(session.InFlight());
  }
}

TEST_F(HttpSessionTest, TheNextRequestHasATimeOfItsOwn) {
  HttpSession session(handler_, peer_, options_);
  TalkTo(session, {"GET / HTTP/1.1\r\n"});
  now_ += seconds(10);
  TalkTo(session, {"Host: h\r\n\r\nGET / HTTP/1.1\r\n"});
  EXPECT_EQ(session.Deadline(), now_ + options_.limits.header_timeout);
  now_ += seconds(10);
  TalkTo(session, {"Host: h\r\n\r\n"});
  EXPECT_EQ(session.Deadline(), std::nullopt);
}

TEST_F(HttpSessionTest, ManySmallRequestsWithLargeAnswersAreNotAllAnswered) {
  options_.limits.max_pipelined_output = 10'000;
  const std::string large(4000, 'x');
  handler_ = [&](const Request&) { return Text(200, large); };
  std::string requests;
  for (int i = 0; i < 1000; ++i) requests += kGet;
  const Talk talk = Say({requests});
  EXPECT_EQ(talk.answers, Answer(large) + Answer(large) + Answer(large) +
                              Answer(large, "close"));
  EXPECT_EQ(talk.next, Session::kLinger) << "the rest is still to be read";
  // What the peer has taken does not count.
  HttpSession session(handler_, peer_, options_);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(TalkTo(session, {kGet}).answers, Answer(large));
  }
}

}  // namespace
}  // namespace uds::http
