#include "common/peer/credentials.h"

#include <sys/socket.h>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/os/posix_error.h"

namespace uds {

absl::StatusOr<PeerCredentials> GetPeerCredentials(int fd) {
  ucred found = {};
  socklen_t length = sizeof(found);
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &found, &length) != 0) {
    return PosixError("getsockopt SO_PEERCRED", fd);
  }
  // No process has UID -1: setuid(2) and its kin take it for "no change".
  if (found.uid == static_cast<uid_t>(-1)) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "fd %d has no peer that the kernel knows: it is not a connected Unix "
        "domain stream or packet socket",
        fd));
  }
  return PeerCredentials{.pid = found.pid, .uid = found.uid, .gid = found.gid};
}

}  // namespace uds
