// What a client may ask of the server, in bytes and in time.
//
//   HttpLimits limits;
//   limits.max_body_bytes = 64 * 1024;
//
// Not for connections and unsent bytes: those are the Server's to limit.
#ifndef COMMON_HTTP_HTTP_LIMITS_H_
#define COMMON_HTTP_HTTP_LIMITS_H_

#include <chrono>
#include <cstddef>

namespace uds::http {

struct HttpLimits {
  // Method, target and version, without the line's end. Beyond it: 414. RFC
  // 9112, 3, asks for 8000 at least.
  size_t max_request_line = 8 * 1024;

  // The lines behind the request line, up to and with the empty one, and how
  // many fields they may hold. Beyond either: 431. The same for the fields
  // behind a chunked body.
  size_t max_header_bytes = 16 * 1024;
  size_t max_header_fields = 100;

  // Beyond it: 413.
  size_t max_body_bytes = 1024 * 1024;

  // From the first byte of a request to the end of its header, and from there
  // to the end of its body. Beyond either: 408.
  std::chrono::milliseconds header_timeout = std::chrono::seconds(30);
  std::chrono::milliseconds body_timeout = std::chrono::minutes(1);

  // Many small requests that come at once may have large answers. Once they
  // have so many bytes, the next answer is the connection's last, and the
  // client has to ask again for what it then lacks (RFC 9112, 9.3.2).
  size_t max_pipelined_output = 1024 * 1024;
};

}  // namespace uds::http

#endif  // COMMON_HTTP_HTTP_LIMITS_H_
