#include "common/http/request_target.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace uds::http {
namespace {

constexpr std::string_view kScheme = "http://";

bool IsAbsolute(std::string_view target) {
  return absl::StartsWithIgnoreCase({target.data(), target.size()},
                                    {kScheme.data(), kScheme.size()});
}

// None for what is no hexadecimal digit.
std::optional<int> HexValue(char c) {
  if (absl::ascii_isdigit(c)) return c - '0';
  if (!absl::ascii_isxdigit(c)) return std::nullopt;
  return absl::ascii_tolower(c) - 'a' + 10;
}

}  // namespace

std::optional<TargetParts> SplitTarget(std::string_view target) {
  TargetParts parts;
  if (IsAbsolute(target)) {
    target.remove_prefix(kScheme.size());
    const size_t host = std::min(target.find_first_of("/?"), target.size());
    if (host == 0 || !IsHost(target.substr(0, host))) return std::nullopt;
    target.remove_prefix(host);
    // RFC 9110, 4.2.3: no path is the path "/".
    if (!target.starts_with('/')) parts.path = "/";
  } else if (!target.starts_with('/')) {
    return std::nullopt;
  }
  const size_t end = std::min(target.find('?'), target.size());
  if (end > 0) parts.path = target.substr(0, end);
  if (end < target.size()) parts.query = target.substr(end + 1);
  return parts;
}

bool IsHost(std::string_view value) {
  constexpr std::string_view kMarks = "-._~!$&'()*+,;=%:[]";
  return std::all_of(value.begin(), value.end(), [&](char c) {
    return absl::ascii_isalnum(c) || kMarks.find(c) != kMarks.npos;
  });
}

std::optional<std::string> PercentDecoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    if (text[0] != '%') {
      decoded.push_back(text[0]);
      text.remove_prefix(1);
      continue;
    }
    if (text.size() < 3) return std::nullopt;
    const std::optional<int> high = HexValue(text[1]);
    const std::optional<int> low = HexValue(text[2]);
    if (!high.has_value() || !low.has_value()) return std::nullopt;
    decoded.push_back(static_cast<char>(*high * 16 + *low));
    text.remove_prefix(3);
  }
  return decoded;
}

}  // namespace uds::http
