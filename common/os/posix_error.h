// From errno to absl::Status, in one place.
//
//   if (::bind(fd, address, length) != 0) return uds::PosixError("bind", path);
//   // PERMISSION_DENIED: bind(/run/x.sock): Permission denied
//
// Not for conditions that a caller expects (end of stream, would block): those
// have names of their own where they occur.
#ifndef COMMON_OS_POSIX_ERROR_H_
#define COMMON_OS_POSIX_ERROR_H_

#include <cerrno>
#include <string_view>

#include "absl/status/status.h"

namespace uds {

// A status for the failed system call `call` on `object` (a path, an address;
// may be empty). The code is Abseil's for that errno. errno is read in no
// particular order with the other arguments (C++ does not say): where `object`
// has to be computed, compute it before the call, or save errno after it.
absl::Status PosixError(std::string_view call, std::string_view object,
                        int error_number = errno);

// The same for a call on the descriptor `fd`.
absl::Status PosixError(std::string_view call, int fd,
                        int error_number = errno);

}  // namespace uds

#endif  // COMMON_OS_POSIX_ERROR_H_
