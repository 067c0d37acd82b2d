#include "common/http/response_reader.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"

namespace uds::http {
namespace {

constexpr std::string_view kBegin = "HTTP/1.";
constexpr std::string_view kEnd = "\r\n\r\n";

absl::Status TooLong(std::string_view what) {
  return absl::ResourceExhaustedError(
      absl::StrFormat("%s of the response has more than %d bytes", what,
                      ResponseReader::kMaxHeadBytes));
}

// Less than "0\r\n\r\n" of a body in chunks. Beast, which has seen three of
// these bytes, would end the program by an assertion if it were shown four
// (1.74).
bool MayBeCutLastChunk(std::string_view bytes) {
  return bytes.size() < 5 && bytes.front() == '0';
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
  return sink_.on_head(*head);
}

absl::StatusOr<size_t> ResponseReader::TakeBody(std::string_view bytes) {
  const size_t size = bytes.size();
  const size_t before = not_understood_.size();
  if (before > 0) {  // a copy only where it is needed: between two chunks
    bytes = not_understood_.append(bytes);
    if (MayBeCutLastChunk(bytes)) return size;
  }
  const absl::StatusOr<size_t> used = parser_->ParseBody(bytes);
  if (!used.ok()) return used;
  if (complete()) return *used - before;
  not_understood_ = std::string(bytes.substr(*used));
  if (not_understood_.size() > kMaxHeadBytes) return TooLong("a chunk's frame");
  return size;
}

absl::Status ResponseReader::OnEndOfStream() {
  if (!in_body_) {
    if (head_.empty()) return BrokeOff("the server said nothing");
    return BrokeOff(absl::StrFormat("it breaks off in its head, after %d bytes",
                                    head_.size()));
  }
  if (parser_->EndsHere()) return absl::OkStatus();
  const uint64_t came = parser_->body_bytes();
  const std::optional<uint64_t> length = parser_->content_length();
  if (length.has_value()) {
    return BrokeOff(absl::StrFormat(
        "its body should have %d bytes, and %d came", *length, came));
  }
  return BrokeOff(absl::StrFormat(
      "%d bytes of its body came, and then not the last chunk", came));
}

}  // namespace uds::http
