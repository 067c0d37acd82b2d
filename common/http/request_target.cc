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

// "unreserved" and "sub-delims" of RFC 3986, 2, of which all its names are
// made.
bool IsNameByte(char c) {
  constexpr std::string_view kMarks = "-._~!$&'()*+,;=";
  return absl::ascii_isalnum(c) || kMarks.find(c) != kMarks.npos;
}

bool IsName(std::string_view text) {
  return !HasBadEscape(text) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '%' || IsNameByte(c); });
}

// Which address it is does not matter, where it ends does.
bool IsAddress(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c == ':' || IsNameByte(c);
  });
}

// With its colon, or nothing.
bool IsPort(std::string_view text) {
  return text.empty() ||
         (text[0] == ':' &&
          std::all_of(text.begin() + 1, text.end(), absl::ascii_isdigit));
}

}  // namespace

std::optional<TargetParts> SplitTarget(std::string_view target) {
  TargetParts parts;
  if (IsAbsolute(target)) {
    target.remove_prefix(kScheme.size());
    const size_t end = std::min(target.find_first_of("/?"), target.size());
    const std::string_view host = target.substr(0, end);
    // RFC 9110, 4.2.1: a URL without a host has to be refused.
    if (host.empty() || host[0] == ':' || !IsHost(host)) return std::nullopt;
    target.remove_prefix(end);
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

bool HasBadEscape(std::string_view text) {
  for (size_t i = text.find('%'); i != text.npos; i = text.find('%', i + 1)) {
    if (text.size() - i < 3 || !absl::ascii_isxdigit(text[i + 1]) ||
        !absl::ascii_isxdigit(text[i + 2])) {
      return true;
    }
  }
  return false;
}

bool IsHost(std::string_view value) {
  const bool is_address = value.starts_with('[');
  size_t end = std::min(value.find(is_address ? ']' : ':'), value.size());
  if (is_address) {
    if (end == value.size() || !IsAddress(value.substr(1, end - 1))) {
      return false;
    }
    ++end;
  } else if (!IsName(value.substr(0, end))) {
    return false;
  }
  return IsPort(value.substr(end));
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
