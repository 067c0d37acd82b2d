#include "common/os/posix_error.h"

#include <string>

namespace uds {

absl::Status PosixError(std::string_view call, std::string_view object,
                        int error_number) {
  std::string where(call);
  if (!object.empty()) {
    where.append("(").append(object).append(")");
  }
  return absl::ErrnoToStatus(error_number, where);
}

}  // namespace uds
