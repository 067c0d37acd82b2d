// What a handler gets and what it gives back: one HTTP request, one response.
//
//   Response Greet(const Request& request) {
//     if (request.FindHeader("accept-language") == "de") {
//       return Text(200, "Hallo!\n");
//     }
//     return Json(200, R"({"greeting":"Hello!"})");
//   }
//
// A body is a string, whole in memory: not for streams, files, or uploads that
// do not fit there.
#ifndef COMMON_HTTP_MESSAGE_H_
#define COMMON_HTTP_MESSAGE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "common/peer/credentials.h"

namespace uds::http {

// A header field as received: the name in the case in which it came, the value
// without white space around it.
struct HeaderView {
  std::string_view name;
  std::string_view value;
};

// Its views point into buffers of the session, and are valid during the call of
// the handler: copy what is to live longer.
struct Request {
  std::string_view method = {};  // a token; its case counts (RFC 9110, 9.1)
  std::string_view target = {};  // "/notes/a%20b?all=1", as it came

  // Parts of the target, also as they came: percent-encoding is left alone,
  // since a decoded "/" or "?" would change what the path means. For
  // "http://host/notes" the path is "/notes" too, for "http://host" it is "/",
  // and for OPTIONS it may be "*".
  std::string_view path = {};
  std::string_view query = {};  // behind the first "?", which is not part of it

  absl::Span<const HeaderView> headers = {};  // in the order in which they came
  std::string_view body = {};                 // chunks are put together
  int version = 11;                           // or 10, for HTTP/1.0

  // Who connected, by the kernel's word; never what the request says of itself.
  PeerCredentials peer = kUnknownPeer;

  // What stands for {name} in the route, percent-decoded: any bytes. Set by the
  // Router, empty where its route has no parameter.
  std::string parameter = {};

  // The value of the first field `name`, whose case does not matter.
  std::optional<std::string_view> FindHeader(std::string_view name) const;
};

struct Header {
  std::string name;
  std::string value;
};

// Content-Length, Transfer-Encoding, Connection and Date are not for handlers:
// the session writes them. A response with one of these, with a header that is
// none (a line break in it would begin another header), or with a status that
// is not from 200 to 599 is not sent, but 500.
struct Response {
  int status = 200;
  std::vector<Header> headers = {};
  std::string body = {};  // not sent with 204 and 304, nor in answer to HEAD
};

// A response with this body and the Content-Type that fits. `text` is UTF-8;
// `json` is JSON already.
Response Text(int status, std::string text);
Response Json(int status, std::string json);

// Whether a response with this status has one: not with 204 and 304.
bool HasBody(int status);

// "Not Found" for 404; "" for what has no name in RFC 9110 or RFC 6585.
std::string_view ReasonPhrase(int status);

}  // namespace uds::http

#endif  // COMMON_HTTP_MESSAGE_H_
