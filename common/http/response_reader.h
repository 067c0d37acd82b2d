// Reads one HTTP/1 response as its bytes arrive, wherever the socket cuts them.
//
//   uds::http::ResponseReader reader(
//       {.on_head = [](const ResponseHead& head) { ... },
//        .on_body = [](std::string_view piece) { ... }});
//   reader.OnBytes("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npi");
//   reader.OnBytes("ng");  // on_body got "pi", then "ng"
//   reader.complete();     // true
//
// No I/O, and no memory that grows with the body: that of Docker's /events has
// no end. Not for what codings make of a body (gzip): it is handed on as it is.
#ifndef COMMON_HTTP_RESPONSE_READER_H_
#define COMMON_HTTP_RESPONSE_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/http/chunked_body.h"
#include "common/http/response_parser.h"  // IWYU pragma: export

namespace uds::http {

// What becomes of a response. An error of either is returned by the call of the
// reader in which it happens.
struct ResponseSink {
  // Called once, before the body.
  std::function<absl::Status(const ResponseHead&)> on_head;
  BodySink on_body;
};

// After an error it is of no further use. Not thread-safe.
class ResponseReader {
 public:
  // That a head may have, together with the interim ones (1xx) before it, which
  // are passed over; and what stands between two chunks.
  static constexpr size_t kMaxHeadBytes = 64 * 1024;

  explicit ResponseReader(ResponseSink sink, Answers answers = Answers::kOther);

  // Returns how many of `bytes` belong to the response: all, until it is
  // complete. INVALID_ARGUMENT for what is no HTTP/1, and for a switch of
  // protocols that nobody asked for; RESOURCE_EXHAUSTED beyond kMaxHeadBytes.
  absl::StatusOr<size_t> OnBytes(std::string_view bytes);

  // The server says no more. DATA_LOSS, with where it broke off, unless that
  // makes the response complete.
  absl::Status OnEndOfStream();

  bool complete() const {
    return in_body_ && (chunks_ ? chunks_end_ : parser_->complete());
  }

 private:
  void BeginHead();
  absl::StatusOr<size_t> TakeHead(std::string_view bytes);
  absl::Status OnHead();
  absl::StatusOr<size_t> TakeBody(std::string_view bytes);
  absl::StatusOr<size_t> TakeChunks(std::string_view bytes);
  absl::Status HandOn(const std::string& piece);

  ResponseSink sink_;
  Answers answers_;
  std::optional<ResponseParser> parser_;  // of one head and its body
  std::string head_;                      // as far as it has come
  size_t interim_bytes_ = 0;              // of the heads before it
  bool in_body_ = false;
  std::optional<ChunkedBody> chunks_;  // where the body comes in them
  bool chunks_end_ = false;
  uint64_t chunked_bytes_ = 0;  // of data
};

}  // namespace uds::http

#endif  // COMMON_HTTP_RESPONSE_READER_H_
