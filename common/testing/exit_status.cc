#include "common/testing/exit_status.h"

#include <csignal>
#include <cstring>

#include "absl/strings/str_format.h"

namespace uds_testing {

std::string ExitStatus::ToString() const {
  if (signal == 0) return absl::StrFormat("exit status %d", code);
  const char* const name = ::sigabbrev_np(signal);
  return name != nullptr ? absl::StrFormat("killed by SIG%s", name)
                         : absl::StrFormat("killed by signal %d", signal);
}

std::ostream& operator<<(std::ostream& out, const ExitStatus& status) {
  return out << status.ToString();
}

}  // namespace uds_testing
