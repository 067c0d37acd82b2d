#include "common/http/fetch_request.h"

#include <algorithm>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "common/http/field_syntax.h"

namespace uds::http {
namespace {

// Neither a space, which would end it, nor a line break, nor beyond ASCII.
bool IsVisible(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), absl::ascii_isgraph);
}

bool IsMadeHere(const std::string& name) {
  constexpr std::string_view kNames[] = {"Host", "Connection", "Content-Length",
                                         "Transfer-Encoding"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&name](std::string_view made) {
                       return absl::EqualsIgnoreCase(name, std::string(made));
                     });
}

absl::Status Refused(std::string_view what, const std::string& text,
                     std::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrFormat("%s \"%s\" %s", what, absl::CHexEscape(text), why));
}

absl::Status CheckHeader(const Header& header) {
  if (!IsToken(header.name)) {
    return Refused("the header name", header.name, "is no token");
  }
  if (!IsFieldValue(header.value)) {
    return Refused("the header value", header.value,
                   "has a control character in it");
  }
  if (IsMadeHere(header.name)) {
    return Refused("the header", header.name, "is set by this client itself");
  }
  return absl::OkStatus();
}

absl::Status CheckParts(const FetchRequest& request) {
  if (!IsToken(request.method)) {
    return Refused("the method", request.method, "is no token");
  }
  if (!IsVisible(request.target) ||
      (request.target.front() != '/' && request.target != "*")) {
    return Refused("the target", request.target,
                   "is no path: it begins with \"/\", and what is not visible "
                   "ASCII is percent-encoded, as a space by %20");
  }
  if (!IsVisible(request.host)) {
    return Refused("the host", request.host, "is no name");
  }
  for (const Header& header : request.headers) {
    if (absl::Status status = CheckHeader(header); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// A server expects a body with these methods, so that there is none is said
// too. RFC 9110, 8.6
bool ExpectsABody(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

}  // namespace

absl::StatusOr<std::string> SerializeHead(const FetchRequest& request) {
  if (absl::Status status = CheckParts(request); !status.ok()) return status;
  std::string head =
      absl::StrFormat("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n",
                      request.method, request.target, request.host);
  for (const auto& [name, value] : request.headers) {
    absl::StrAppendFormat(&head, "%s: %s\r\n", name, value);
  }
  if (request.body.has_value()) {
    absl::StrAppendFormat(&head, "Content-Length: %d\r\n",
                          request.body->size());
  } else if (request.input >= 0) {
    head += "Transfer-Encoding: chunked\r\n";
  } else if (ExpectsABody(request.method)) {
    head += "Content-Length: 0\r\n";
  }
  return head + "\r\n";
}

}  // namespace uds::http
