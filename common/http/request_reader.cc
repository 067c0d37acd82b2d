#include "common/http/request_reader.h"

#include <utility>

namespace uds::http {

RequestReader::RequestReader(const HttpLimits& limits) : limits_(limits) {}

Progress RequestReader::Take(std::string_view& bytes) {
  switch (state_) {
    case kTaken:
      BeginNext();
      [[fallthrough]];
    case kHead:
      return TakeHead(bytes);
    case kSizedBody:
      if (!HasSizedBody(bytes)) return Progress::kNeedsMore;
      // Its views are of bytes that may be elsewhere by now.
      ParseRequestHead(bytes, limits_, head_, fault_);
      return FinishSizedBody(bytes);
    case kChunks:
      return TakeChunks(bytes);
  }
  return Progress::kRefused;  // not reached: there is no other state
}

bool RequestReader::TakeLeaveToContinue() {
  return std::exchange(leave_to_continue_, false);
}

bool RequestReader::AsksForHead(std::string_view bytes) const {
  const std::string_view begun = chunks_ == nullptr ? bytes : chunks_->head;
  return begun.starts_with("HEAD ");
}

void RequestReader::BeginNext() {
  state_ = kHead;
  seen_ = 0;
  empty_lines_ = 0;
  chunks_.reset();
  // A connection may wait for long, and should then cost little.
  constexpr size_t kUsualFields = 16;
  if (head_.headers.capacity() > kUsualFields) head_.headers = {};
}

Progress RequestReader::TakeHead(std::string_view& bytes) {
  // RFC 9112, 2.2: some clients send an empty line behind a body. Who sends
  // nothing else is no client.
  while (bytes.starts_with("\r\n")) {
    bytes.remove_prefix(2);
    seen_ = 0;
    if (++empty_lines_ > kMostEmptyLines) {
      fault_ = {400, "there are empty lines, and no request"};
      return Progress::kRefused;
    }
  }
  // To parse anew for every single byte would be a gift to who sends them so.
  const bool nothing_new =
      bytes.size() < look_again_at_ && bytes.find('\n', seen_) == bytes.npos;
  if (bytes.empty() || (seen_ > 0 && nothing_new)) {
    seen_ = bytes.size();
    return Progress::kNeedsMore;
  }
  const Progress progress = ParseRequestHead(bytes, limits_, head_, fault_);
  if (progress == Progress::kDone) return TakeBody(bytes);
  seen_ = bytes.size();
  look_again_at_ = head_.size;
  return progress;
}

Progress RequestReader::TakeBody(std::string_view& bytes) {
  leave_to_continue_ = head_.expects_continue;
  if (!head_.chunked) {
    state_ = kSizedBody;
    return HasSizedBody(bytes) ? FinishSizedBody(bytes) : Progress::kNeedsMore;
  }
  state_ = kChunks;
  chunks_ = std::make_unique<Chunks>(
      Chunks{std::string(bytes.substr(0, head_.size)), ChunkedBody(limits_)});
  bytes.remove_prefix(head_.size);
  return TakeChunks(bytes);
}

bool RequestReader::HasSizedBody(std::string_view bytes) const {
  return bytes.size() - head_.size >= head_.content_length;
}

Progress RequestReader::FinishSizedBody(std::string_view& bytes) {
  Finish(bytes.substr(head_.size, head_.content_length));
  bytes.remove_prefix(head_.size + head_.content_length);
  return Progress::kDone;
}

Progress RequestReader::TakeChunks(std::string_view& bytes) {
  const Progress progress = chunks_->body.Take(bytes, fault_);
  if (progress != Progress::kDone) return progress;
  ParseRequestHead(chunks_->head, limits_, head_, fault_);
  Finish(chunks_->body.data());
  return progress;
}

void RequestReader::Finish(std::string_view body) {
  state_ = kTaken;
  request_.method = head_.method;
  request_.target = head_.target;
  request_.path = head_.path;
  request_.query = head_.query;
  request_.headers = head_.headers;
  request_.body = body;
  request_.version = head_.version;
}

}  // namespace uds::http
