// Reads the strings that strace prints.
//
//   ParseQuoted("\"ping\\n\"")->bytes          // ping, newline
//   ParseQuoted("\"a long re\"...")->truncated  // true
//
// arguments.h includes this. Not for C in general: it has no \a and no \u,
// which strace does not write.
#ifndef COMMON_TESTING_STRACE_QUOTED_H_
#define COMMON_TESTING_STRACE_QUOTED_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace uds_testing {

struct QuotedString {
  std::string bytes;
  bool truncated = false;  // strace printed the beginning only: "abc"...
};

// The bytes behind "text", with every escape that strace writes. An abstract
// socket name, @"text", starts with the NUL byte that it has in sun_path.
// INVALID_ARGUMENT if `argument` is not one quoted string.
absl::StatusOr<QuotedString> ParseQuoted(std::string_view argument);

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_QUOTED_H_
