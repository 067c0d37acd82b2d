#include "common/os/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include "absl/strings/str_format.h"

namespace uds {

absl::Status CheckStandardStreams() {
  constexpr const char* kNames[] = {"stdin", "stdout", "stderr"};
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s is closed, and a socket would take its place: redirect it to "
        "/dev/null instead",
        kNames[fd]));
  }
  return absl::OkStatus();
}

}  // namespace uds
