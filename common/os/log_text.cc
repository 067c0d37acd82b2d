#include "common/os/log_text.h"

namespace uds {
namespace {

void AppendEscaped(unsigned char byte, std::string& out) {
  constexpr std::string_view kNamed = "\n\r\t\"\\";
  constexpr std::string_view kNames = "nrt\"\\";
  constexpr std::string_view kHex = "0123456789abcdef";
  out.push_back('\\');
  const size_t index = kNamed.find(static_cast<char>(byte));
  if (index != kNamed.npos) {
    out.push_back(kNames[index]);
  } else {
    // Always two digits, so that a digit which follows is not taken for one.
    out.push_back('x');
    out.push_back(kHex[byte >> 4]);
    out.push_back(kHex[byte & 0xf]);
  }
}

// Not std::isprint, which asks the locale.
bool StaysAsItIs(char c) {
  return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

}  // namespace

std::string QuotedForLog(std::string_view text) {
  const std::string_view shown = text.substr(0, kMostBytesQuotedForLog);
  std::string quoted = "\"";
  quoted.reserve(shown.size() + 2);
  for (const char c : shown) {
    if (StaysAsItIs(c)) {
      quoted.push_back(c);
    } else {
      AppendEscaped(static_cast<unsigned char>(c), quoted);
    }
  }
  quoted.push_back('"');
  if (shown.size() < text.size()) quoted.append("...");
  return quoted;
}

}  // namespace uds
