// What is refused, with which status: README.md. Each row goes to a session
// whole, cut in two at every place, and byte by byte, and is answered alike.

#include <string>
#include <string_view>
#include <vector>

#include "common/http/http_session.h"
#include "common/http/session_talk.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using std::string_literals::operator""s;

struct Row {
  std::string name;
  std::string bytes;
};

class HttpRefusalsTest : public ::testing::Test {
 protected:
  HttpRefusalsTest() {
    // Small, so that rows are.
    options_.limits.max_request_line = 40;
    options_.limits.max_header_bytes = 100;
    options_.limits.max_header_fields = 4;
    options_.limits.max_body_bytes = 10;
    options_.calendar_time = [] { return 784111777; };
    options_.on_refused = [this](const Refusal& refusal) {
      EXPECT_EQ(refusal.peer, peer_);
      refusals_.push_back(refusal.status);
    };
  }

  Talk Say(const std::vector<std::string_view>& pieces) {
    refusals_.clear();
    HttpSession session(handler_, peer_, options_);
    Talk talk = TalkTo(session, pieces);
    EXPECT_FALSE(session.Deadline().has_value());
    return talk;
  }

  void ExpectRefused(int status, const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      SCOPED_TRACE(row.name);
      const std::string answer = Say({row.bytes}).answers;
      EXPECT_THAT(answer, StartsWith("HTTP/1.1 " + std::to_string(status)));
      EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
      EXPECT_THAT(answer, EndsWith("\n")) << "and says why";
      for (const auto& pieces : EverySplit(row.bytes)) {
        const Talk talk = Say(pieces);
        ASSERT_EQ(talk.answers, answer)
            << "cut behind " << pieces[0].size() << " bytes";
        ASSERT_EQ(talk.next, Session::kLinger);
        ASSERT_FALSE(talk.in_flight);
        ASSERT_EQ(refusals_, std::vector<int>{status});
      }
    }
    EXPECT_EQ(handled_, 0) << "the handler was called";
  }

  // The same limits, not exceeded.
  void ExpectServed(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      SCOPED_TRACE(row.name);
      for (const auto& pieces : EverySplit(row.bytes)) {
        const Talk talk = Say(pieces);
        ASSERT_THAT(talk.answers, StartsWith("HTTP/1.1 200 "))
            << "cut behind " << pieces[0].size() << " bytes";
        ASSERT_FALSE(talk.in_flight);
      }
    }
  }

  const PeerCredentials peer_ = {.pid = 42, .uid = 1000, .gid = 100};
  int handled_ = 0;
  std::vector<int> refusals_;
  HttpOptions options_;
  const Handler handler_ = [this](const Request&) {
    ++handled_;
    return Text(200, "served\n");
  };
};

std::string Get(std::string_view fields) {
  return "GET / HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n";
}

std::string Put(std::string_view body) {
  return "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" +
         std::string(body);
}

TEST_F(HttpRefusalsTest, WhatTheRowsAreMadeOfIsServed) {
  ExpectServed({
      {"a request without a body", Get("")},
      {"one in chunks", Put("3\r\nabc\r\n0\r\n\r\n")},
      {"with what is rarely seen",
       Put("03 ;a=\"b\"\r\nabc\r\n0\r\nX: y\r\n\r\n")},
      {"with a quote that does not end", Put("3;a=\"\r\nabc\r\n0\r\n\r\n")},
  });
}

TEST_F(HttpRefusalsTest, WhatIsNoRequestLine) {
  ExpectRefused(
      400,
      {
          {"not HTTP", "hello\r\n\r\n"},
          {"empty lines without end", "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n"},
          {"another protocol", "\x16\x03\x01\x02\n\r\n"s},
          {"no method", " / HTTP/1.1\r\nHost: h\r\n\r\n"},
          {"a method that is no token", "G@T / HTTP/1.1\r\n\r\n"},
          {"no target", "GET HTTP/1.1\r\nHost: h\r\n\r\n"},
          {"two spaces", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n"},
          {"a tab for a space", "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n"},
          {"a NUL in the target", "GET /\0 HTTP/1.1\r\n\r\n"s},
          {"a CR in the target", "GET /\r HTTP/1.1\r\n\r\n"},
          {"no version, as in HTTP/0.9", "GET /\r\n"},
          {"a version that is too short", "GET / HTTP\r\n"},
          {"a version in lower case", "GET / http/1.1\r\n\r\n"},
          {"a version with two digits", "GET / HTTP/1.11\r\n\r\n"},
          {"a space in the target", "GET /a b HTTP/1.1\r\n\r\n"},
          {"a space behind the version", "GET / HTTP/1.1 \r\n\r\n"},
          {"LF without CR", "GET / HTTP/1.1\nHost: h\n\n"},
          {"CR without LF", "GET / HTTP/1.1\rHost: h\r\r\n"},
      });
}

TEST_F(HttpRefusalsTest, ATargetThatIsNeitherPathNorHttpUrl) {
  ExpectRefused(400,
                {
                    {"no slash", "GET index HTTP/1.1\r\nHost: h\r\n\r\n"},
                    {"* without OPTIONS", "GET * HTTP/1.1\r\nHost: h\r\n\r\n"},
                    {"host and port", "GET h:80 HTTP/1.1\r\nHost: h\r\n\r\n"},
                    {"https", "GET https://h/ HTTP/1.1\r\nHost: h\r\n\r\n"},
                    {"no host", "GET http:///a HTTP/1.1\r\nHost: h\r\n\r\n"},
                    {"a user", "GET http://u@h/ HTTP/1.1\r\nHost: h\r\n\r\n"},
                });
}

// Found by tests/differential: Go and nginx refuse it too.
TEST_F(HttpRefusalsTest, APercentThatEscapesNothing) {
  ExpectRefused(400,
                {
                    {"at the end", "GET /% HTTP/1.1\r\nHost: h\r\n\r\n"},
                    {"cut", "GET /%4?b HTTP/1.1\r\nHost: h\r\n\r\n"},
                    {"no digits", "GET /a%zz HTTP/1.1\r\nHost: h\r\n\r\n"},
                    {"in a URL", "GET http://h/% HTTP/1.1\r\nHost: h\r\n\r\n"},
                });
  EXPECT_THAT(Say({"GET /% HTTP/1.1\r\nHost: h\r\n\r\n"}).answers,
              HasSubstr("a % in the path has no two hexadecimal digits"));
  ExpectServed({
      {"an escape", "GET /%41 HTTP/1.1\r\nHost: h\r\n\r\n"},
      {"in the query", "GET /?100% HTTP/1.1\r\nHost: h\r\n\r\n"},
  });
}

TEST_F(HttpRefusalsTest, WhatIsNoField) {
  ExpectRefused(
      400, {
               {"no colon", Get("Accept\r\n")},
               {"no name", Get(": x\r\n")},
               {"a space before the colon", Get("Accept : x\r\n")},
               {"a space in the name", Get("Ac cept: x\r\n")},
               {"a value that goes on in the next line", Get("A: x\r\n y\r\n")},
               {"the same behind an empty line", Get("A:\r\n\ty\r\n")},
               {"the same with nothing in it", Get("A: x\r\n \r\n")},
               {"a space before the first field",
                "GET / HTTP/1.1\r\n Host: h\r\n\r\n"},
               {"NUL in a value", Get("A: x\0y\r\n"s)},
               {"NUL in a name", Get("A\0: y\r\n"s)},
               {"DEL in a value", Get("A: x\x7fy\r\n")},
               {"CR in a value", Get("A: x\ry\r\n")},
               {"LF in a value", Get("A: x\nB: y\r\n")},
               {"LF without CR at the end", "GET / HTTP/1.1\r\nHost: h\r\n\n"},
           });
}

TEST_F(HttpRefusalsTest, AHostThatIsMissingDoubleOrNone) {
  ExpectRefused(400, {
                         {"none", "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n"},
                         {"two", Get("Host: h\r\n")},
                         {"two in HTTP/1.0",
                          "GET / HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n"},
                         {"a path", "GET / HTTP/1.1\r\nHost: h/a\r\n\r\n"},
                         {"a space", "GET / HTTP/1.1\r\nHost: h i\r\n\r\n"},
                         {"a user", "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n"},
                     });
}

TEST_F(HttpRefusalsTest, ALengthThatIsNotOneNumber) {
  const std::string start = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: ";
  ExpectRefused(
      400, {
               {"two that differ", start + "5\r\nContent-Length: 6\r\n\r\n"},
               {"twice the same", start + "5\r\nContent-Length: 5\r\n\r\n"},
               {"a list that differs", start + "5, 6\r\n\r\n"},
               {"a list of the same", start + "5, 5\r\n\r\n"},
               {"a sign", start + "+5\r\n\r\n"},
               {"negative", start + "-5\r\n\r\n"},
               {"nothing", start + "\r\n\r\n"},
               {"hexadecimal", start + "0x5\r\n\r\n"},
               {"a space in it", start + "5 5\r\n\r\n"},
               {"more than 64 bits", start + "18446744073709551616\r\n\r\n"},
           });
}

TEST_F(HttpRefusalsTest, LengthAndTransferEncodingTogether) {
  const std::string start = "PUT / HTTP/1.1\r\nHost: h\r\n";
  ExpectRefused(
      400,
      {
          {"length first",
           start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "0\r\n\r\n"},
          {"length last",
           start + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
                   "0\r\n\r\n"},
          {"length zero",
           start + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "0\r\n\r\n"},
      });
}

// RFC 9112, 6.3, 4: without "chunked" as the last one, the body has no end.
TEST_F(HttpRefusalsTest, ATransferEncodingThatDoesNotEndTheBody) {
  const std::string start = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: ";
  ExpectRefused(
      400,
      {
          {"another", start + "gzip\r\n\r\n"},
          {"none", start + "identity\r\n\r\n"},
          {"nothing", start + "\r\n\r\n"},
          {"chunked not last", start + "chunked, gzip\r\n\r\n"},
          {"chunked twice", start + "chunked, chunked\r\n\r\n"},
          {"chunked with a parameter", start + "chunked;a=b\r\n\r\n"},
          {"nearly chunked", start + "xchunked\r\n\r\n"},
          {"two fields", start + "gzip\r\nTransfer-Encoding: chunked\r\n\r\n"},
          {"two of the same",
           start + "chunked\r\nTransfer-Encoding: chunked\r\n\r\n"},
          {"HTTP/1.0",
           "PUT / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"},
      });
}

// RFC 9112, 6.1: a coding that is not known is 501, where the body has an end.
TEST_F(HttpRefusalsTest, WhatThisServerDoesNotImplement) {
  ExpectRefused(501,
                {
                    {"a coding before chunked",
                     "PUT / HTTP/1.1\r\nHost: h\r\n"
                     "Transfer-Encoding: gzip, chunked\r\n\r\n"},
                    {"CONNECT", "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n"},
                });
}

TEST_F(HttpRefusalsTest, WhatIsNoSequenceOfChunks) {
  ExpectRefused(
      400, {
               {"no number", Put("x\r\nabc\r\n0\r\n\r\n")},
               {"an empty line", Put("\r\nabc\r\n0\r\n\r\n")},
               {"a sign", Put("+3\r\nabc\r\n0\r\n\r\n")},
               {"0x", Put("0x3\r\nabc\r\n0\r\n\r\n")},
               {"a size of more than 64 bits",
                Put("10000000000000003\r\nabc\r\n0\r\n\r\n")},
               {"more than the size says", Put("3\r\nabcd\r\n0\r\n\r\n")},
               {"less", Put("3\r\nab\r\n0\r\n\r\n")},
               {"LF without CR behind the size", Put("3\nabc\r\n0\r\n\r\n")},
               {"and everywhere", Put("3\nabc\n0\n\n")},
               {"CR without LF", Put("3\rabc\r\n0\r\n\r\n")},
               {"LF in an extension", Put("3;a=\"\n\"\r\nabc\r\n0\r\n\r\n")},
               {"NUL in an extension", Put("3;a=\"\0\"\r\nabc\r\n0\r\n\r\n"s)},
               {"a space behind the size", Put("3 \r\nabc\r\n0\r\n\r\n")},
               {"a letter behind it", Put("3g\r\nabc\r\n0\r\n\r\n")},
               {"more digits than a size has",
                Put("00000000000000003\r\nabc\r\n0\r\n\r\n")},
           });
}

TEST_F(HttpRefusalsTest, ATrailerThatIsNone) {
  ExpectRefused(400,
                {
                    {"no colon", Put("0\r\nX\r\n\r\n")},
                    {"no name", Put("0\r\n: y\r\n\r\n")},
                    {"a space before the colon", Put("0\r\nX : y\r\n\r\n")},
                    {"a value that goes on in the next line",
                     Put("0\r\nX: y\r\n z\r\n\r\n")},
                    {"LF in a value", Put("0\r\nX: y\nz\r\n\r\n")},
                    {"NUL in a value", Put("0\r\nX: \0\r\n\r\n"s)},
                });
}

TEST_F(HttpRefusalsTest, ARequestLineThatIsTooLong) {
  // 40 bytes, with 27 in the path.
  const std::string longest = "/" + std::string(26, 'a');
  ExpectServed({{"40", "GET " + longest + " HTTP/1.1\r\nHost: h\r\n\r\n"}});
  handled_ = 0;
  ExpectRefused(414,
                {
                    {"41", "GET " + longest + "a HTTP/1.1\r\nHost: h\r\n\r\n"},
                    {"without an end", std::string(42, 'a')},
                    {"and with faults", std::string(100, '\0')},
                });
}

TEST_F(HttpRefusalsTest, AHeaderThatIsTooLarge) {
  // With "Host: h", "A: ", the ends of the lines, and an empty line: 100 bytes.
  const std::string longest(84, 'a');
  const std::string field = "A:b\r\n";
  ExpectServed({
      {"100 bytes", Get("A: " + longest + "\r\n")},
      {"4 fields", Get(field + field + field)},
  });
  handled_ = 0;
  ExpectRefused(431, {
                         {"101 bytes", Get("A: " + longest + "a\r\n")},
                         {"5 fields", Get(field + field + field + field)},
                         {"without an end", Get("A: " + std::string(200, 'a'))},
                         {"without a line's end",
                          "GET / HTTP/1.1\r\n" + std::string(100, 'a')},
                     });
}

TEST_F(HttpRefusalsTest, ABodyThatIsTooLarge) {
  const std::string start = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: ";
  ExpectServed({
      {"10 bytes", start + "10\r\n\r\n0123456789"},
      {"10 in chunks", Put("4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n")},
  });
  handled_ = 0;
  ExpectRefused(413, {
                         {"11 bytes", start + "11\r\n\r\n"},
                         {"64 bits", start + "18446744073709551615\r\n\r\n"},
                         {"11 in one chunk", Put("B\r\n01234")},
                         {"11 in two", Put("4\r\n0123\r\n7\r\n")},
                         {"64 bits in a chunk", Put("FFFFFFFFFFFFFFFF\r\n")},
                     });
}

TEST_F(HttpRefusalsTest, TooMuchBetweenAndBehindTheChunks) {
  const std::string longest(96, 'a');  // 100 bytes with "X:" and the line's end
  const std::string half(50, 'a');
  ExpectServed({
      {"100 bytes behind", Put("0\r\nX:" + longest + "\r\n\r\n")},
      {"4 fields", Put("0\r\nX:\r\nX:\r\nX:\r\nX:\r\n\r\n")},
      {"98 bytes of extensions", Put("1;" + half.substr(2) + "\r\na\r\n1;" +
                                     half.substr(2) + "\r\na\r\n0\r\n\r\n")},
  });
  handled_ = 0;
  ExpectRefused(
      431, {
               {"101 bytes behind", Put("0\r\nX:" + longest + "a\r\n\r\n")},
               {"and without an end", Put("0\r\nX:" + longest + half)},
               {"5 fields", Put("0\r\nX:\r\nX:\r\nX:\r\nX:\r\nX:\r\n\r\n")},
               {"one long extension", Put("1;" + longest + half)},
               {"102 bytes of extensions in two",
                Put("1;" + half + "\r\na\r\n1;" + half + "\r\na\r\n")},
               {"an endless size", Put(std::string(101, '0'))},
           });
}

TEST_F(HttpRefusalsTest, AnExpectationThatIsNotMet) {
  ExpectRefused(417, {
                         {"another", Get("Expect: tea\r\n")},
                         {"one of two", Get("Expect: 100-continue, tea\r\n")},
                     });
}

TEST_F(HttpRefusalsTest, AnotherVersion) {
  ExpectRefused(505, {
                         {"2.0", "GET / HTTP/2.0\r\nHost: h\r\n\r\n"},
                         {"1.2", "GET / HTTP/1.2\r\nHost: h\r\n\r\n"},
                         {"0.9", "GET / HTTP/0.9\r\n\r\n"},
                         {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
                     });
}

// A client that asked with HEAD would take a body for the next answer.
TEST_F(HttpRefusalsTest, HeadIsRefusedWithoutABody) {
  const std::string answer =
      Say({"HEAD / HTTP/1.1\r\nTransfer-Encoding: x\r\n\r\n"}).answers;
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
  const std::string in_chunks =
      Say({"HEAD / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
           "nonsense\r\n"})
          .answers;
  EXPECT_THAT(in_chunks, StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(in_chunks, EndsWith("\r\n\r\n"));
}

TEST_F(HttpRefusalsTest, WhatWasAnsweredBeforeStaysAnswered) {
  const std::string bytes = Get("") + Get("") + "nonsense\r\n";
  for (const auto& pieces : EverySplit(bytes)) {
    const Talk talk = Say(pieces);
    EXPECT_EQ(talk.next, Session::kLinger);
    const size_t second = talk.answers.find("HTTP/1.1 200", 1);
    ASSERT_NE(second, talk.answers.npos);
    EXPECT_NE(talk.answers.find("HTTP/1.1 400", second), talk.answers.npos);
  }
}

}  // namespace
}  // namespace uds::http
