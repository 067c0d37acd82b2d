// The permission bits of a file as a command-line flag, written in octal.
//
//   ABSL_FLAG(uds::FileMode, mode, uds::FileMode{0600}, "...");
//   // --mode=0660 and --mode=660 mean the same
//
// A flag of type int would read 0660 as six hundred and sixty.
#ifndef COMMON_OS_FILE_MODE_H_
#define COMMON_OS_FILE_MODE_H_

#include <sys/types.h>

#include <string>

#include "absl/strings/string_view.h"

namespace uds {

struct FileMode {
  mode_t bits;  // 0 to 0777: no set-user-ID, set-group-ID or sticky bit
};

// What Abseil's flags call. A text that is not one to four octal digits, or
// stands for more than 0777, is refused with the reason in `error`.
bool AbslParseFlag(absl::string_view text, FileMode* mode, std::string* error);
std::string AbslUnparseFlag(FileMode mode);

}  // namespace uds

#endif  // COMMON_OS_FILE_MODE_H_
