#include "common/http/message.h"

#include <utility>

#include "absl/strings/match.h"

namespace uds::http {
namespace {

Response WithType(const char* type, int status, std::string body) {
  Response response{.status = status, .body = std::move(body)};
  response.headers.reserve(4);  // with what middleware may add
  // Not from a list in braces, which would be copied.
  response.headers.push_back({"Content-Type", type});
  return response;
}

}  // namespace

std::optional<std::string_view> Request::FindHeader(
    std::string_view name) const {
  for (const HeaderView& header : headers) {
    if (absl::EqualsIgnoreCase({header.name.data(), header.name.size()},
                               {name.data(), name.size()})) {
      return header.value;
    }
  }
  return std::nullopt;
}

Response Text(int status, std::string text) {
  return WithType("text/plain; charset=utf-8", status, std::move(text));
}

Response Json(int status, std::string json) {
  return WithType("application/json", status, std::move(json));
}

bool HasBody(int status) { return status != 204 && status != 304; }

std::string_view ReasonPhrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "";
  }
}

}  // namespace uds::http
