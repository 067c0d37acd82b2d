#include "common/testing/exit_status.h"

#include <csignal>
#include <cstring>

#include "absl/strings/str_format.h"

namespace uds_testing {

std::string ExitStatus::SignalName() const {
  if (signal == 0) return "";
  const char* const name = ::sigabbrev_np(signal);
  return name != nullptr ? absl::StrFormat("SIG%s", name)
                         : absl::StrFormat("signal %d", signal);
}

std::string ExitStatus::ToString() const {
  return signal == 0 ? absl::StrFormat("exit status %d", code)
                     : "killed by " + SignalName();
}

std::ostream& operator<<(std::ostream& out, const ExitStatus& status) {
  return out << status.ToString();
}

}  // namespace uds_testing
