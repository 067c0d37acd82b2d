#include "common/http/response_reader.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "common/http/http_limits.h"
#include "common/http/progress.h"

namespace uds::http {
namespace {

constexpr std::string_view kBegin = "HTTP/1.";
constexpr std::string_view kEnd = "\r\n\r\n";

absl::Status TooLong(std::string_view what) {
  return absl::ResourceExhaustedError(
      absl::StrFormat("%s of the response has more than %d bytes", what,
                      ResponseReader::kMaxHeadBytes));
}

// Nothing is kept of a body; lines between chunks are, until they have ended.
const HttpLimits& ChunkLimits() {
  static const HttpLimits limits = {
      .max_header_bytes = ResponseReader::kMaxHeadBytes,
      .max_header_fields = ResponseReader::kMaxHeadBytes,
      .max_body_bytes = std::numeric_limits<size_t>::max()};
  return limits;
}

absl::Status BadChunks(const Fault& fault) {
  if (fault.status == 431) return TooLong("a chunk's frame");
  return absl::InvalidArgumentError(
      absl::StrFormat("the body of the response is malformed: %s", fault.why));
}

absl::Status BrokeOff(std::string_view where) {
  return absl::DataLossError(
      absl::StrFormat("the response is not complete: %s", where));
}

}  // namespace

ResponseReader::ResponseReader(ResponseSink sink, Answers answers)
    : sink_(std::move(sink)), answers_(answers) {
  BeginHead();
}

void ResponseReader::BeginHead() {
  parser_.emplace(answers_, sink_.on_body);
  head_.clear();
}

absl::StatusOr<size_t> ResponseReader::OnBytes(std::string_view bytes) {
  size_t used = 0;
  while (used < bytes.size() && !complete()) {
    const std::string_view rest = bytes.substr(used);
    const absl::StatusOr<size_t> taken =
        in_body_ ? TakeBody(rest) : TakeHead(rest);
    if (!taken.ok()) return taken;
    used += *taken;
  }
  return used;
}

// The parser gets the head in one piece: bit by bit, it would count its limit
// in another way for each way in which the socket cuts the bytes.
absl::StatusOr<size_t> ResponseReader::TakeHead(std::string_view bytes) {
  const size_t before = head_.size();
  head_.append(bytes.substr(0, kMaxHeadBytes - interim_bytes_ - before));
  // At once: a server of another kind may wait for us to speak, for ever.
  if (!kBegin.starts_with(head_.substr(0, kBegin.size()))) {
    return absl::InvalidArgumentError(
        absl::StrFormat("this is no response of HTTP/1: it begins with \"%s\"",
                        absl::CHexEscape(head_.substr(0, 40))));
  }
  const size_t end =
      head_.find(kEnd, before - std::min(before, kEnd.size() - 1));
  if (end == std::string::npos) {
    if (head_.size() + interim_bytes_ < kMaxHeadBytes) return bytes.size();
    return TooLong("the head");
  }
  head_.resize(end + kEnd.size());
  const size_t used = head_.size() - before;
  const absl::Status status = OnHead();
  if (!status.ok()) return status;
  return used;
}

absl::Status ResponseReader::OnHead() {
  const absl::StatusOr<ResponseHead> head = parser_->ParseHead(head_);
  if (!head.ok()) return head.status();
  if (head->status == 101) {
    return absl::InvalidArgumentError(
        "the server switches to another protocol, which nobody asked for");
  }
  if (head->status / 100 == 1) {
    interim_bytes_ += head_.size();
    BeginHead();
    return absl::OkStatus();
  }
  in_body_ = true;
  // Unless there is none, as for HEAD.
  if (head->FindHeader("Transfer-Encoding") && !parser_->complete()) {
    chunks_.emplace(ChunkLimits());
  }
  return sink_.on_head(*head);
}

absl::StatusOr<size_t> ResponseReader::TakeBody(std::string_view bytes) {
  return chunks_ ? TakeChunks(bytes) : parser_->ParseBody(bytes);
}

// By the server's reader: Beast's looks for the end of an extension's quoted
// string in the lines behind, and takes the data there for part of it.
absl::StatusOr<size_t> ResponseReader::TakeChunks(std::string_view bytes) {
  std::string_view rest = bytes;
  Fault fault;
  const Progress progress = chunks_->Take(rest, fault);
  // Also what came before something malformed.
  const absl::Status status = HandOn(chunks_->TakeData());
  if (!status.ok()) return status;
  if (progress == Progress::kRefused) return BadChunks(fault);
  chunks_end_ = progress == Progress::kDone;
  return bytes.size() - rest.size();
}

absl::Status ResponseReader::HandOn(const std::string& piece) {
  chunked_bytes_ += piece.size();
  return piece.empty() ? absl::OkStatus() : sink_.on_body(piece);
}

absl::Status ResponseReader::OnEndOfStream() {
  if (!in_body_) {
    if (head_.empty()) return BrokeOff("the server said nothing");
    return BrokeOff(absl::StrFormat("it breaks off in its head, after %d bytes",
                                    head_.size()));
  }
  if (complete() || (!chunks_ && parser_->EndsHere())) return absl::OkStatus();
  if (chunks_) {
    return BrokeOff(absl::StrFormat(
        "%d bytes of its body came, and then not the last chunk",
        chunked_bytes_));
  }
  const uint64_t came = parser_->body_bytes();
  return BrokeOff(absl::StrFormat("its body should have %d bytes, and %d came",
                                  parser_->content_length().value_or(0), came));
}

}  // namespace uds::http
