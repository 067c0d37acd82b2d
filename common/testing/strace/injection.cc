#include "common/testing/strace/injection.h"

#include <sys/socket.h>

#include "absl/strings/str_format.h"

namespace uds_testing {

Injection Injection::Error(std::string_view call, std::string_view error) {
  return Injection(absl::StrFormat("inject=%s:error=%s", call, error));
}

Injection Injection::PeerCredentials(Ucred credentials) {
  const ucred forged = {credentials.pid, credentials.uid, credentials.gid};
  const auto* const bytes = reinterpret_cast<const unsigned char*>(&forged);
  // The fourth argument is the buffer. strace(1), poke_exit
  std::string option = "inject=getsockopt:poke_exit=@arg4=";
  for (size_t i = 0; i < sizeof(forged); ++i) {
    absl::StrAppendFormat(&option, "%02x", bytes[i]);
  }
  return Injection(option);
}

Injection Injection::On(int first, int last) const {
  return Injection(absl::StrFormat("%s:when=%d..%d", option_, first, last));
}

}  // namespace uds_testing
