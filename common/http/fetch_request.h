// A request as a client makes it.
//
//   FetchRequest request = {.method = "POST", .target = "/notes"};
//   request.body = "buy milk";
//   absl::StatusOr<std::string> head = SerializeHead(request);
//   // "POST /notes HTTP/1.1\r\nHost: localhost\r\n ... \r\n\r\n"
//
// Not what a server gets: that is Request, in message.h.
#ifndef COMMON_HTTP_FETCH_REQUEST_H_
#define COMMON_HTTP_FETCH_REQUEST_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/http/message.h"

namespace uds::http {

struct FetchRequest {
  std::string method = "GET";
  std::string target = "/";  // as it goes over the wire: "/a%20b?all=1"

  // A Unix socket has no host name, but HTTP/1.1 wants one.
  std::string host = "localhost";

  // Without those that SerializeHead adds.
  std::vector<Header> headers = {};

  // The body: this text; or, where there is none, what is read from `input`, a
  // borrowed descriptor, to its end; -1 for none either.
  std::optional<std::string> body = std::nullopt;
  int input = -1;
};

// What is sent before the body, with Host, Connection: close, and what frames
// the body: Content-Length, or, as the length of an input is not known before
// its end, Transfer-Encoding: chunked. INVALID_ARGUMENT names a part that would
// be read as something else than was meant, or would contradict those.
absl::StatusOr<std::string> SerializeHead(const FetchRequest& request);

}  // namespace uds::http

#endif  // COMMON_HTTP_FETCH_REQUEST_H_
