#include "labs/02_http/location.h"

#include <algorithm>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"

namespace lab {
namespace {

constexpr std::string_view kScheme = "http://";

}  // namespace

absl::StatusOr<Location> ParseLocation(std::string_view text) {
  Location location = {.host = "localhost", .target = "/"};
  std::string_view target = text.substr(0, text.find('#'));
  if (target.starts_with(kScheme)) {
    target.remove_prefix(kScheme.size());
    const size_t end = std::min(target.find_first_of("/?"), target.size());
    location.host = std::string(target.substr(0, end));
    target.remove_prefix(end);
    // "http://localhost" and "http://localhost?all=1" have the path "/".
    if (target.starts_with('/')) target.remove_prefix(1);
  } else if (target.starts_with('/')) {
    target.remove_prefix(1);
  } else {
    return absl::InvalidArgumentError(absl::StrFormat(
        "\"%s\" is neither a path, as /containers/json, nor a URL, as "
        "http://localhost/containers/json",
        absl::CHexEscape(std::string(text))));
  }
  location.target += target;
  return location;
}

}  // namespace lab
