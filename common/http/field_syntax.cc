#include "common/http/field_syntax.h"

#include <algorithm>
#include <array>

namespace uds::http {
namespace {

// Each byte of each response is looked up in one of these.
using Set = std::array<bool, 256>;

constexpr Set TokenBytes() {
  Set bytes = {};
  for (int c = '0'; c <= '9'; ++c) bytes[c] = true;
  for (int c = 'a'; c <= 'z'; ++c) bytes[c] = bytes[c - 'a' + 'A'] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) bytes[c] = true;
  return bytes;
}

constexpr Set ValueBytes() {
  Set bytes = {};
  for (int c = ' '; c <= 0xff; ++c) bytes[c] = c != 0x7f;
  bytes['\t'] = true;
  return bytes;
}

bool AllIn(const Set& bytes, std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [&](unsigned char c) { return bytes[c]; });
}

}  // namespace

bool IsToken(std::string_view text) {
  static constexpr Set kBytes = TokenBytes();
  return !text.empty() && AllIn(kBytes, text);
}

bool IsFieldValue(std::string_view text) {
  static constexpr Set kBytes = ValueBytes();
  return AllIn(kBytes, text);
}

}  // namespace uds::http
