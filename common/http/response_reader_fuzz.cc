// Properties of the client's side, whatever a server may answer. libFuzzer
// calls the function below, and so does corpus_main.cc.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "common/http/chunked_body.h"
#include "common/http/http_limits.h"
#include "common/http/message.h"
#include "common/http/progress.h"
#include "common/http/response_reader.h"
#include "common/http/response_writer.h"
#include "common/testing/fuzz/property.h"

namespace uds::http {
namespace {

using ::uds_testing::IsPrintable;
using ::uds_testing::Pieces;
using ::uds_testing::Require;
using ::uds_testing::SingleBytes;

struct Reading {
  std::optional<ResponseHead> head;
  std::string body;
  size_t used = 0;
  bool complete = false;  // before the end of the stream
  absl::StatusCode code = absl::StatusCode::kOk;
  absl::StatusCode at_end = absl::StatusCode::kOk;
};

bool Same(const Reading& a, const Reading& b) {
  const bool heads = a.head.has_value() == b.head.has_value() &&
                     (!a.head.has_value() || a.head->text == b.head->text);
  return heads && a.body == b.body && a.used == b.used &&
         a.complete == b.complete && a.code == b.code && a.at_end == b.at_end;
}

void CheckError(const absl::Status& status) {
  Require(absl::IsInvalidArgument(status) || absl::IsDataLoss(status) ||
              absl::IsResourceExhausted(status),
          "an error is one that the header names", status.ToString());
  Require(IsPrintable(std::string(status.message())),
          "an error is a line for a terminal", std::string(status.message()));
}

ResponseSink SinkInto(Reading& reading) {
  return {.on_head =
              [&reading](const ResponseHead& head) {
                Require(!reading.head.has_value(), "one head", head.text);
                Require(head.status >= 200, "no interim one", head.text);
                reading.head = head;
                return absl::OkStatus();
              },
          .on_body =
              [&reading](std::string_view piece) {
                Require(reading.head.has_value(), "head before body", piece);
                Require(!piece.empty(), "no empty piece", reading.head->text);
                reading.body.append(piece);
                return absl::OkStatus();
              }};
}

Reading Read(const std::vector<std::string_view>& pieces, Answers answers) {
  Reading reading;
  ResponseReader reader(SinkInto(reading), answers);
  for (const std::string_view piece : pieces) {
    // As in a buffer of the socket: others stand in its place after the call.
    const std::string buffer(piece);
    const absl::StatusOr<size_t> used = reader.OnBytes(buffer);
    if (!used.ok()) {
      CheckError(used.status());
      reading.code = used.status().code();
      reading.used = 0;
      return reading;
    }
    Require(*used == piece.size() || reader.complete(),
            "takes all until it is complete", piece);
    reading.used += *used;
    if (reader.complete()) break;
  }
  reading.complete = reader.complete();
  if (reading.complete) return reading;
  const absl::Status end = reader.OnEndOfStream();
  if (!end.ok()) CheckError(end);
  Require(end.ok() == reader.complete(), "complete, or an error", "");
  reading.at_end = end.code();
  return reading;
}

std::optional<std::string> Field(const Reading& reading,
                                 std::string_view name) {
  const auto value = reading.head->FindHeader(name);
  if (!value.has_value()) return std::nullopt;
  return std::string(*value);
}

bool HasNoBody(const Reading& reading, Answers answers) {
  return answers == Answers::kHead || !HasBody(reading.head->status);
}

void CheckLength(const Reading& reading) {
  const std::optional<std::string> length = Field(reading, "Content-Length");
  uint64_t bytes = 0;
  if (!length.has_value() || !absl::SimpleAtoi(*length, &bytes)) return;
  Require(reading.body.size() <= bytes, "no more than its length", *length);
  Require(!reading.complete || reading.body.size() == bytes,
          "as long as it says", *length);
}

// Our server's reader finds the same, where this one refuses nothing. (Of the
// extensions of chunks the server's drops what this one reads.)
void CheckChunks(const Reading& reading, std::string_view after_head) {
  const HttpLimits limits;
  ChunkedBody body(limits);
  Fault fault;
  std::string_view rest = after_head;
  if (body.Take(rest, fault) != Progress::kDone) return;
  Require(reading.complete, "a server's reader is done too", after_head);
  Require(reading.body == body.data(), "it finds the same", after_head);
}

void CheckOne(std::string_view bytes, Answers answers) {
  const Reading whole = Read({bytes}, answers);
  for (const auto& pieces : {Pieces(bytes), SingleBytes(bytes)}) {
    Require(Same(Read(pieces, answers), whole), "split, it is read alike",
            bytes);
  }
  Require(whole.body.size() <= bytes.size(), "no body out of nothing", bytes);
  if (!whole.head.has_value() || whole.code != absl::StatusCode::kOk) return;
  if (HasNoBody(whole, answers)) {
    Require(whole.body.empty() && whole.complete, "none where there is none",
            bytes);
    return;
  }
  CheckLength(whole);
  const std::optional<std::string> coding = Field(whole, "Transfer-Encoding");
  if (coding.has_value() && absl::EqualsIgnoreCase(*coding, "chunked")) {
    CheckChunks(whole, bytes.substr(bytes.find(whole.head->text) +
                                    whole.head->text.size()));
  }
}

void Check(std::string_view bytes) {
  CheckOne(bytes, Answers::kOther);
  CheckOne(bytes, Answers::kHead);
}

// What our server writes our client reads.
void CheckRoundTrip(std::string_view body) {
  std::string written;
  AppendResponse(Text(200, std::string(body)), {.time = 784111777}, written);
  const Reading reading = Read({written}, Answers::kOther);
  Require(reading.complete && reading.body == body &&
              reading.used == written.size(),
          "what is written is read", body);
}

}  // namespace
}  // namespace uds::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(uds_testing::AsText(data, size));
  uds::http::Check(text);
  // Files in a repository have lines that end in LF alone.
  uds::http::Check(absl::StrReplaceAll(text, {{"\n", "\r\n"}}));
  uds::http::CheckRoundTrip(text);
  return 0;
}
