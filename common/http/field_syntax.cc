#include "common/http/field_syntax.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace uds::http {

bool IsToken(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return absl::ascii_isalnum(c) || kMarks.find(c) != kMarks.npos;
  });
}

bool IsFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return (c >= ' ' && c != 0x7f) || c == '\t';
  });
}

}  // namespace uds::http
