#include "common/http/response_writer.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/http/field_syntax.h"
#include "common/http/http_date.h"

namespace uds::http {
namespace {

bool IsForTheSession(std::string_view name) {
  constexpr std::array<absl::string_view, 4> kNames = {
      "Connection", "Content-Length", "Date", "Transfer-Encoding"};
  return std::any_of(kNames.begin(), kNames.end(), [&](absl::string_view own) {
    return absl::EqualsIgnoreCase(own, {name.data(), name.size()});
  });
}

void AppendField(std::string_view name, std::string_view value,
                 std::string& out) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string WhatIsWrongWith(const Response& response) {
  if (response.status < 200 || response.status > 599) {
    return absl::StrCat("no final status: ", response.status);
  }
  // RFC 9110, 15.3.6
  if (response.status == 205 && !response.body.empty()) {
    return "205 has no body";
  }
  for (const Header& header : response.headers) {
    if (!IsToken(header.name)) return "no name of a header: " + header.name;
    if (IsForTheSession(header.name)) return "not to be set: " + header.name;
    if (!IsFieldValue(header.value)) return "no value for " + header.name;
  }
  return "";
}

void AppendResponse(const Response& response, const ResponseOptions& options,
                    std::string& out) {
  absl::StrAppend(&out, "HTTP/1.1 ", response.status, " ");
  out.append(ReasonPhrase(response.status)).append("\r\n");
  AppendField("Date", CachedHttpDate(options.time), out);
  // RFC 9110, 8.6: with 204 not even a length.
  if (HasBody(response.status)) {
    absl::StrAppend(&out, "Content-Length: ", response.body.size(), "\r\n");
  }
  for (const Header& header : response.headers) {
    AppendField(header.name, header.value, out);
  }
  if (!options.connection.empty()) {
    AppendField("Connection", options.connection, out);
  }
  out.append("\r\n");
  if (HasBody(response.status) && !options.head_only) {
    out.append(response.body);
  }
}

}  // namespace uds::http
