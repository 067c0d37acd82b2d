#include "common/http/response_reader.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

using ::testing::ElementsAre;
using ::testing::FieldsAre;
using ::testing::HasSubstr;

// What came out of a reader.
struct Seen {
  ResponseHead head;
  int heads = 0;
  std::string body;
  size_t used = 0;
  bool complete = false;
  absl::Status status;  // of the last call
};

class Reading {
 public:
  explicit Reading(Answers answers = Answers::kOther)
      : reader_({.on_head =
                     [this](const ResponseHead& head) {
                       seen_.head = head;
                       ++seen_.heads;
                       return absl::OkStatus();
                     },
                 .on_body =
                     [this](std::string_view piece) {
                       EXPECT_FALSE(piece.empty());
                       seen_.body.append(piece);
                       return absl::OkStatus();
                     }},
                answers) {}

  void Take(std::string_view bytes) {
    if (!seen_.status.ok() || reader_.complete()) return;
    const absl::StatusOr<size_t> used = reader_.OnBytes(bytes);
    seen_.status = used.status();
    if (used.ok()) seen_.used += *used;
  }

  Seen End() {
    if (seen_.status.ok()) seen_.status = reader_.OnEndOfStream();
    seen_.complete = reader_.complete();
    return seen_;
  }

 private:
  Seen seen_;
  ResponseReader reader_;
};

// Reads `text` whole, in two pieces cut at each byte, and byte for byte;
// expects the same each time, and returns it.
Seen ReadHoweverCut(std::string_view text, Answers answers = Answers::kOther) {
  Reading whole(answers);
  whole.Take(text);
  const Seen seen = whole.End();
  const auto expect_same = [&seen](const Seen& other, size_t cut) {
    EXPECT_EQ(other.status.code(), seen.status.code()) << "cut at " << cut;
    EXPECT_EQ(other.complete, seen.complete) << "cut at " << cut;
    EXPECT_EQ(other.heads, seen.heads) << "cut at " << cut;
    EXPECT_EQ(other.head.text, seen.head.text) << "cut at " << cut;
    // Where it fails, a cut may leave more or less of the body before that.
    if (!seen.status.ok()) return;
    EXPECT_EQ(other.body, seen.body) << "cut at " << cut;
    EXPECT_EQ(other.used, seen.used) << "cut at " << cut;
  };
  Reading bytewise(answers);
  for (size_t cut = 1; cut < text.size(); ++cut) {
    Reading halves(answers);
    halves.Take(text.substr(0, cut));
    halves.Take(text.substr(cut));
    expect_same(halves.End(), cut);
    bytewise.Take(text.substr(cut - 1, 1));
  }
  if (!text.empty()) bytewise.Take(text.substr(text.size() - 1));
  expect_same(bytewise.End(), text.size());
  return seen;
}

TEST(ResponseReaderTest, ReadsAsManyBytesAsContentLengthSays) {
  const std::string head =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\ncontent-length: 4\r\n"
      "\r\n";
  const Seen seen = ReadHoweverCut(head + "ping");
  EXPECT_TRUE(seen.status.ok()) << seen.status;
  EXPECT_TRUE(seen.complete);
  EXPECT_EQ(seen.heads, 1);
  EXPECT_EQ(seen.head.status, 200);
  EXPECT_EQ(seen.head.reason, "OK");
  EXPECT_EQ(seen.head.text, head);
  EXPECT_THAT(seen.head.headers,
              ElementsAre(FieldsAre("Content-Type", "text/plain"),
                          FieldsAre("content-length", "4")));
  EXPECT_EQ(seen.head.FindHeader("CONTENT-LENGTH"), "4");
  EXPECT_EQ(seen.head.FindHeader("Content"), std::nullopt);
  EXPECT_EQ(seen.body, "ping");
}

TEST(ResponseReaderTest, LeavesWhatBelongsToTheNextResponse) {
  const std::string first = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nping";
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  const std::string none = "HTTP/1.1 204 No Content\r\n\r\n";
  for (const std::string& response : {first, chunked, none}) {
    const Seen seen = ReadHoweverCut(response + "HTTP/1.1 404 Not Found\r\n");
    EXPECT_TRUE(seen.complete) << response;
    EXPECT_EQ(seen.used, response.size()) << response;
    EXPECT_NE(seen.head.status, 404) << response;
  }
}

TEST(ResponseReaderTest, PutsChunksTogether) {
  const Seen seen = ReadHoweverCut(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "4\r\nping\r\n1;name=\"value\"\r\n!\r\n0A\r\n0123456789\r\n"
      "0\r\nTrailer: ignored\r\n\r\n");
  EXPECT_TRUE(seen.status.ok()) << seen.status;
  EXPECT_TRUE(seen.complete);
  EXPECT_EQ(seen.body, "ping!0123456789");
}

TEST(ResponseReaderTest, ReadsToTheEndOfTheStreamWhereNoLengthIsGiven) {
  const Seen seen = ReadHoweverCut("HTTP/1.0 200 OK\r\n\r\npi\r\n\r\nng");
  EXPECT_TRUE(seen.status.ok()) << seen.status;
  EXPECT_TRUE(seen.complete);
  EXPECT_EQ(seen.body, "pi\r\n\r\nng");
}

TEST(ResponseReaderTest, TakesABodyThatLooksLikeALastChunkForABody) {
  const std::string body = "0\r\n\r\n0";
  for (const std::string framing : {"", "Content-Length: 6\r\n"}) {
    const Seen seen =
        ReadHoweverCut("HTTP/1.1 200 OK\r\n" + framing + "\r\n" + body);
    EXPECT_TRUE(seen.complete) << seen.status;
    EXPECT_EQ(seen.body, body);
  }
}

TEST(ResponseReaderTest, HandsOnEachPieceAtOnce) {
  std::string body;
  ResponseReader reader(
      {.on_head = [](const ResponseHead&) { return absl::OkStatus(); },
       .on_body =
           [&body](std::string_view piece) {
             body.append(piece);
             return absl::OkStatus();
           }});
  ASSERT_TRUE(
      reader.OnBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
          .ok());
  ASSERT_TRUE(reader.OnBytes("5\r\nfi").ok());
  EXPECT_EQ(body, "fi");
  ASSERT_TRUE(reader.OnBytes("rst").ok());
  EXPECT_EQ(body, "first");
  ASSERT_TRUE(reader.OnBytes("\r\n6\r\nsecond\r\n").ok());
  EXPECT_EQ(body, "firstsecond");
  EXPECT_FALSE(reader.complete());
}

TEST(ResponseReaderTest, ExpectsNoBodyWhereThereIsNone) {
  const std::string length = "\r\nContent-Length: 1000\r\n\r\n";
  const Seen head = ReadHoweverCut("HTTP/1.1 200 OK" + length, Answers::kHead);
  EXPECT_TRUE(head.complete) << head.status;
  EXPECT_EQ(head.head.FindHeader("Content-Length"), "1000");
  for (const std::string status : {"204 No Content", "304 Not Modified"}) {
    EXPECT_TRUE(ReadHoweverCut("HTTP/1.1 " + status + length).complete);
  }
  EXPECT_TRUE(
      ReadHoweverCut("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").complete);
}

TEST(ResponseReaderTest, PassesOverInterimResponses) {
  const Seen seen = ReadHoweverCut(
      "HTTP/1.1 100 Continue\r\n\r\n"
      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Length: 3\r\n\r\n"
      "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_TRUE(seen.status.ok()) << seen.status;
  EXPECT_EQ(seen.heads, 1);
  EXPECT_EQ(seen.head.status, 201);
  EXPECT_EQ(seen.body, "ok");
}

TEST(ResponseReaderTest, SaysWhereAResponseBreaksOff) {
  const struct {
    std::string text;
    std::string said;
  } cases[] = {
      {"", "the server said nothing"},
      {"HTTP/1.1 200 OK\r\nServ", "in its head, after 21 bytes"},
      {"HTTP/1.1 100 Continue\r\n\r\n", "the server said nothing"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n",
       "should have 4 bytes, and 0 came"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npin",
       "should have 4 bytes, and 3 came"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npi",
       "2 bytes of its body came, and then not the last chunk"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: "
       "chunked\r\n\r\n4\r\nping\r\n0\r\n",
       "4 bytes of its body came, and then not the last chunk"},
  };
  for (const auto& [text, said] : cases) {
    const Seen seen = ReadHoweverCut(text);
    EXPECT_EQ(seen.status.code(), absl::StatusCode::kDataLoss) << text;
    EXPECT_THAT(std::string(seen.status.message()), HasSubstr(said));
    EXPECT_FALSE(seen.complete) << text;
  }
}

TEST(ResponseReaderTest, RefusesWhatIsNoHttp) {
  const std::string head = "HTTP/1.1 200 OK\r\n";
  const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
  for (const std::string& text : std::vector<std::string>{
           "Echo: GET / HTTP/1.1\r\n\r\n",
           "HTTP/2.0 200 OK\r\n\r\n",
           "HTTP/1.2 200 OK\r\n\r\n",
           "HTTP/1.1 2OO OK\r\n\r\n",
           head + "no colon\r\n\r\n",
           head + "Content-Length: -1\r\n\r\n",
           head + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nping!",
           head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\nping",
           head + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nping",
           head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
           head + "Transfer-Encoding: gzip\r\n\r\nbytes",
           chunked + "x\r\n",
           chunked + "-1\r\n",
           chunked + "4\r\nping0\r\n\r\n",
           chunked + "11111111111111111\r\nping",
           "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
       }) {
    const Seen seen = ReadHoweverCut(text);
    EXPECT_EQ(seen.status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_FALSE(seen.complete) << text;
  }
}

// Found by the fuzzer: Beast went on to the next quote, and took data for part
// of the extension, and frames for data.
TEST(ResponseReaderTest, AnExtensionOfAChunkEndsWithItsLine) {
  const std::string head =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const Seen seen =
      ReadHoweverCut(head + "5;a=\"\r\nhello\r\n1;b=\"\r\n!\r\n0\r\n\r\n");
  EXPECT_TRUE(seen.status.ok()) << seen.status;
  EXPECT_TRUE(seen.complete);
  EXPECT_EQ(seen.body, "hello!");
  EXPECT_TRUE(ReadHoweverCut(head + "0;a=\"b\r\n\r\n").complete);
}

// As an endless stream of events may have them.
TEST(ResponseReaderTest, ExtensionsOfAllChunksTogetherHaveNoLimit) {
  Reading reading;
  reading.Take("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "1;" + std::string(1000, 'x') + "\r\n!\r\n";
  for (int i = 0; i < 100; ++i) reading.Take(chunk);
  reading.Take("0\r\n\r\n");
  const Seen seen = reading.End();
  EXPECT_TRUE(seen.complete) << seen.status;
  EXPECT_EQ(seen.body, std::string(100, '!'));
}

// Found by the fuzzer.
TEST(ResponseReaderTest, RefusesAStatusBelow100) {
  for (const std::string_view status : {"000", "001", "099"}) {
    const Seen seen = ReadHoweverCut("HTTP/1.1 " + std::string(status) +
                                     " OK\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(seen.status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(seen.status.message(),
                HasSubstr(std::string(status) + " is no status"));
    EXPECT_EQ(seen.heads, 0);
  }
}

TEST(ResponseReaderTest, TellsAnotherProtocolByItsFirstByteAndShowsIt) {
  Reading reading;
  reading.Take("\x1b]0;title\x07");
  EXPECT_THAT(std::string(reading.End().status.message()),
              HasSubstr("begins with \"\\x1b]0;title\\x07\""));
}

// A head of exactly `size` bytes.
std::string HeadOfBytes(size_t size) {
  std::string head = "HTTP/1.1 204 No Content\r\nPad: ";
  head.append(size - head.size() - 4, 'x');
  return head + "\r\n\r\n";
}

TEST(ResponseReaderTest, BoundsTheHeadInTheSamePlaceHoweverItIsCut) {
  constexpr size_t kMost = ResponseReader::kMaxHeadBytes;
  for (const size_t piece : {size_t{1}, size_t{1000}, 2 * kMost}) {
    for (const size_t size : {kMost, kMost + 1}) {
      const std::string head = HeadOfBytes(size);
      Reading reading;
      for (size_t at = 0; at < size; at += piece) {
        reading.Take(std::string_view(head).substr(at, piece));
      }
      EXPECT_EQ(reading.End().status.code(),
                size == kMost ? absl::StatusCode::kOk
                              : absl::StatusCode::kResourceExhausted)
          << size << " bytes in pieces of " << piece;
    }
  }
}

TEST(ResponseReaderTest, BoundsInterimResponsesTogether) {
  const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
  Reading reading;
  size_t given = 0;
  for (; given < 2 * ResponseReader::kMaxHeadBytes; given += interim.size()) {
    reading.Take(interim);
  }
  EXPECT_EQ(reading.End().status.code(), absl::StatusCode::kResourceExhausted);
}

TEST(ResponseReaderTest, BoundsWhatStandsBetweenTwoChunks) {
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string begin : {"4;name=", "0\r\nTrailer: "}) {
    Reading reading;
    reading.Take(chunked + begin);
    for (int i = 0; i < 100; ++i) reading.Take(std::string(1024, 'x'));
    EXPECT_EQ(reading.End().status.code(), absl::StatusCode::kResourceExhausted)
        << begin;
  }
}

TEST(ResponseReaderTest, ReturnsWhatTheSinkSaysAgainstIt) {
  const absl::Status full = absl::ResourceExhaustedError("full");
  const auto ok_head = [](const ResponseHead&) { return absl::OkStatus(); };
  const auto ok_body = [](std::string_view) { return absl::OkStatus(); };
  const std::string response =
      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nping";
  ResponseReader no_head(
      {[&full](const ResponseHead&) { return full; }, ok_body});
  EXPECT_EQ(no_head.OnBytes(response).status(), full);
  ResponseReader no_body({ok_head, [&full](std::string_view) { return full; }});
  EXPECT_EQ(no_body.OnBytes(response).status(), full);
}

}  // namespace
}  // namespace uds::http
