#include "labs/02_http/command.h"

#include <unistd.h>

#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "common/http/message.h"
#include "labs/02_http/location.h"

namespace lab {
namespace {

using ::uds::http::FetchRequest;
using ::uds::http::Header;

absl::Status SetBody(const std::string& data, FetchRequest& request) {
  if (data.empty()) return absl::OkStatus();
  request.method = "POST";
  if (data == "@-") {
    request.input = STDIN_FILENO;
  } else if (data.front() != '@') {
    request.body = data;
  } else {
    return absl::InvalidArgumentError(absl::StrFormat(
        "this client opens no file: in place of -d %s take -d @- <%s", data,
        data.substr(1)));
  }
  return absl::OkStatus();
}

absl::StatusOr<Header> ParseHeader(const std::string& text) {
  const size_t colon = text.find(':');
  if (colon == text.npos) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "the header \"%s\" has no colon: -H takes \"Name: value\"", text));
  }
  const std::string value = text.substr(colon + 1);
  return Header{.name = text.substr(0, colon),
                .value = std::string(absl::StripAsciiWhitespace(value))};
}

}  // namespace

absl::StatusOr<FetchRequest> MakeRequest(const Command& command) {
  absl::StatusOr<Location> location = ParseLocation(command.location);
  if (!location.ok()) return location.status();
  FetchRequest request = {.target = std::move(location->target),
                          .host = std::move(location->host)};
  const absl::Status body = SetBody(command.data, request);
  if (!body.ok()) return body;
  if (!command.method.empty()) request.method = command.method;
  if (command.header.empty()) return request;
  absl::StatusOr<Header> header = ParseHeader(command.header);
  if (!header.ok()) return header.status();
  request.headers.push_back(*std::move(header));
  return request;
}

}  // namespace lab
