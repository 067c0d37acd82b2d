#include "common/testing/strace/quoted.h"

#include <algorithm>
#include <charconv>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/testing/strace/take.h"

namespace uds_testing {
namespace {

constexpr auto kNpos = std::string_view::npos;

bool IsDigit(char c, int base) {
  const bool decimal = c >= '0' && c < '0' + std::min(base, 10);
  return decimal ||
         (base == 16 && std::string_view("abcdefABCDEF").find(c) != kNpos);
}

// Moves up to `most` digits of `base` from the front of `text` to `*byte`.
bool TakeCode(std::string_view& text, size_t most, int base, char* byte) {
  size_t length = 0;
  while (length < std::min(most, text.size()) && IsDigit(text[length], base)) {
    ++length;
  }
  int code = 0;
  std::from_chars(text.data(), text.data() + length, code, base);
  text.remove_prefix(length);
  *byte = static_cast<char>(code);
  return length > 0 && code <= 0xff;
}

// Moves one escape, whose backslash is gone already, to `*byte`.
bool TakeEscape(std::string_view& text, char* byte) {
  constexpr std::string_view kNames = "ntvfr\"\\";
  constexpr std::string_view kBytes = "\n\t\v\f\r\"\\";
  if (text.empty()) return false;
  if (TakePrefix(text, "x")) return TakeCode(text, 2, 16, byte);
  const size_t index = kNames.find(text[0]);
  // strace writes \1, or \001 where a digit follows.
  if (index == kNpos) return TakeCode(text, 3, 8, byte);
  *byte = kBytes[index];
  text.remove_prefix(1);
  return true;
}

// Moves the bytes up to the closing quote, and that quote.
bool TakeString(std::string_view& text, std::string* bytes) {
  while (!text.empty()) {
    char byte = text[0];
    text.remove_prefix(1);
    if (byte == '"') return true;
    if (byte == '\\' && !TakeEscape(text, &byte)) return false;
    bytes->push_back(byte);
  }
  return false;
}

absl::Status NotA(std::string_view what, std::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(
      "not ", std::string(what), ": ", absl::CHexEscape(std::string(text))));
}

}  // namespace

absl::StatusOr<QuotedString> ParseQuoted(std::string_view argument) {
  QuotedString quoted;
  std::string_view rest = argument;
  if (TakePrefix(rest, "@")) quoted.bytes.push_back('\0');
  if (!TakePrefix(rest, "\"")) return NotA("a quoted string", argument);
  if (!TakeString(rest, &quoted.bytes)) return NotA("a whole string", argument);
  quoted.truncated = rest == "...";
  if (!rest.empty() && !quoted.truncated) return NotA("one string", argument);
  return quoted;
}

}  // namespace uds_testing
