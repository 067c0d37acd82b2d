// A client's side of HTTP/1.1: one request over a connected socket, and its
// response.
//
//   absl::Status status = uds::http::Fetch(
//       *std::move(socket), {.target = "/containers/json"},
//       {.on_head = [](const ResponseHead& head) { ... },
//        .on_body = [](std::string_view piece) { ... }});
//
// The body is handed on as it comes, so streams without an end work, and
// response and request may overlap. Not for several requests over one
// connection, redirects, proxies, or authentication.
#ifndef COMMON_HTTP_FETCH_H_
#define COMMON_HTTP_FETCH_H_

#include <chrono>

#include "absl/status/status.h"
#include "common/http/fetch_request.h"    // IWYU pragma: export
#include "common/http/response_reader.h"  // IWYU pragma: export
#include "common/os/unique_fd.h"

namespace uds::http {

// `socket` is connected and non-blocking; it is closed at the end. Blocks until
// the response is complete; where that takes longer than `max_time`, unless
// that is zero, DEADLINE_EXCEEDED. A server may answer before it has read the
// whole request, and read no more: that is DATA_LOSS where it reports success
// (2xx), and else an answer like another. Other errors are those of
// SerializeHead, of ResponseReader, of the sink, and of the system calls.
absl::Status Fetch(
    UniqueFd socket, FetchRequest request, ResponseSink sink,
    std::chrono::milliseconds max_time = std::chrono::milliseconds::zero());

}  // namespace uds::http

#endif  // COMMON_HTTP_FETCH_H_
