// Reads the head of a request: request line and header fields, RFC 9112, 2
// to 6.
//
//   RequestHead head;
//   Fault fault;
//   switch (ParseRequestHead(bytes, limits, head, fault)) {
//     case Progress::kDone: ...  // head.size bytes; the body follows
//
// The answer depends on the lines that are complete, and on nothing else: not
// on how the bytes arrived. Not for bodies: chunked_body.h.
#ifndef COMMON_HTTP_REQUEST_HEAD_H_
#define COMMON_HTTP_REQUEST_HEAD_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/http/http_limits.h"
#include "common/http/message.h"
#include "common/http/progress.h"

namespace uds::http {

// Its views point into the bytes that were parsed. To be used again and again,
// which saves allocations.
struct RequestHead {
  // As in Request.
  std::string_view method;
  std::string_view target;
  std::string_view path;
  std::string_view query;
  std::vector<HeaderView> headers;
  int version = 11;

  // What follows: `content_length` bytes, or chunks.
  uint64_t content_length = 0;
  bool chunked = false;

  bool keep_alive = false;        // the client would ask again
  bool expects_continue = false;  // it waits for 100 before it sends the body

  // Bytes of the head. While it is not complete, the most that it may have: at
  // so many it is refused, if its end is not among them.
  size_t size = 0;
};

// Fills `head` if kDone, `fault` if kRefused. `bytes` begins with the request
// line, and may go on behind the head.
Progress ParseRequestHead(std::string_view bytes, const HttpLimits& limits,
                          RequestHead& head, Fault& fault);

}  // namespace uds::http

#endif  // COMMON_HTTP_REQUEST_HEAD_H_
