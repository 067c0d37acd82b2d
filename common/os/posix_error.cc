#include "common/os/posix_error.h"

#include <string>

#include "absl/strings/str_format.h"

namespace uds {

absl::Status PosixError(std::string_view call, std::string_view object,
                        int error_number) {
  std::string where(call);
  if (!object.empty()) {
    where.append("(").append(object).append(")");
  }
  return absl::ErrnoToStatus(error_number, where);
}

absl::Status PosixError(std::string_view call, int fd, int error_number) {
  return PosixError(call, absl::StrFormat("fd %d", fd), error_number);
}

}  // namespace uds
