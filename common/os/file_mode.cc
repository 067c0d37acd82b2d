#include "common/os/file_mode.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace uds {

bool AbslParseFlag(absl::string_view text, FileMode* mode, std::string* error) {
  const bool octal = std::all_of(text.begin(), text.end(), [](char digit) {
    return '0' <= digit && digit <= '7';
  });
  mode_t bits = 0;
  if (octal && text.size() <= 4) {
    for (const char digit : text) bits = bits * 8 + (digit - '0');
  }
  if (!octal || text.empty() || text.size() > 4 || bits > 0777) {
    *error = "expected octal permission bits from 0 to 0777, as 0660";
    return false;
  }
  mode->bits = bits;
  return true;
}

std::string AbslUnparseFlag(FileMode mode) {
  return absl::StrFormat("%04o", mode.bits);
}

}  // namespace uds
