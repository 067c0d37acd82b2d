// Understands the parts of one HTTP/1 response: its head, and a body that ends
// by its length or with the stream. RFC 9112. For one in chunks see
// ChunkedBody.
//
//   uds::http::ResponseParser parser(uds::http::Answers::kOther, on_body);
//   absl::StatusOr<ResponseHead> head = parser.ParseHead(
//       "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
//   parser.ParseBody("ping");  // on_body gets "ping"
//
// Part of ResponseReader, which takes bytes as they come. It is Boost.Beast's
// parser, kept out of the header since that compiles slowly.
#ifndef COMMON_HTTP_RESPONSE_PARSER_H_
#define COMMON_HTTP_RESPONSE_PARSER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/http/message.h"

namespace uds::http {

// Status line and header fields.
struct ResponseHead {
  int status = 0;      // 200
  std::string reason;  // "OK"; may be empty
  std::vector<Header> headers;
  std::string text;  // all of it as it came, up to and with the empty line

  // The value of the first field `name`, whose case does not matter; valid as
  // long as this object.
  std::optional<std::string_view> FindHeader(std::string_view name) const;
};

// Which request it is that the response answers: the answer to HEAD has no
// body, whatever its Content-Length says.
enum class Answers { kHead, kOther };

// Takes the next piece of a body, not empty.
using BodySink = std::function<absl::Status(std::string_view)>;

// For one response. After an error it is of no further use.
class ResponseParser {
 public:
  ResponseParser(Answers answers, BodySink on_body);
  ~ResponseParser();

  // `text` is all of the head, once. INVALID_ARGUMENT says what is wrong in it.
  absl::StatusOr<ResponseHead> ParseHead(std::string text);

  // Then the bytes that follow, not empty. Returns how many were understood;
  // the others have to come again, together with more. INVALID_ARGUMENT where
  // they are malformed, or the error of `on_body`.
  absl::StatusOr<size_t> ParseBody(std::string_view bytes);

  // No more bytes will come; returns whether that makes the response complete.
  bool EndsHere();

  // With its head and its body.
  bool complete() const;

  // What has come of the body, and what its Content-Length says, if anything.
  uint64_t body_bytes() const;
  std::optional<uint64_t> content_length() const;

 private:
  struct Beast;
  std::unique_ptr<Beast> beast_;
};

}  // namespace uds::http

#endif  // COMMON_HTTP_RESPONSE_PARSER_H_
