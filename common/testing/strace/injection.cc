#include "common/testing/strace/injection.h"

#include <sys/socket.h>

#include <algorithm>

#include "absl/strings/str_format.h"

namespace uds_testing {

Injection Injection::Error(std::string_view call, std::string_view error) {
  return Injection(call, absl::StrFormat(":error=%s", error));
}

Injection Injection::Result(std::string_view call, int value) {
  return Injection(call, absl::StrFormat(":retval=%d", value));
}

Injection Injection::PeerCredentials(Ucred credentials) {
  const ucred forged = {credentials.pid, credentials.uid, credentials.gid};
  const auto* const bytes = reinterpret_cast<const unsigned char*>(&forged);
  // The fourth argument is the buffer. strace(1), poke_exit
  std::string action = ":poke_exit=@arg4=";
  for (size_t i = 0; i < sizeof(forged); ++i) {
    absl::StrAppendFormat(&action, "%02x", bytes[i]);
  }
  return Injection("getsockopt", action);
}

Injection Injection::Parse(std::string_view option) {
  const size_t colon = std::min(option.find(':'), option.size());
  return Injection(option.substr(0, colon), std::string(option.substr(colon)));
}

Injection Injection::On(int first, int last, int step) const {
  std::string when = absl::StrFormat(":when=%d..%d", first, last);
  if (step > 1) absl::StrAppendFormat(&when, "+%d", step);
  return Injection(calls_, action_ + when);
}

}  // namespace uds_testing
