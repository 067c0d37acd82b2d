#include "common/peer/process.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "absl/status/status.h"
#include "common/os/posix_error.h"
#include "common/peer/credentials.h"

// Headers older than Linux 6.5, as Debian 12 has them, lack it.
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

namespace uds {

absl::StatusOr<PeerProcess> PeerProcess::Of(int fd) {
  int pidfd;
  socklen_t length = sizeof(pidfd);
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERPIDFD, &pidfd, &length) == 0) {
    return PeerProcess(UniqueFd(pidfd));  // close-on-exec, as all pidfds are
  }
  const int error = errno;
  if (error == ENOPROTOOPT) {
    return absl::UnimplementedError(
        "this kernel does not tell the process of a peer: SO_PEERPIDFD takes "
        "Linux 6.5 or newer");
  }
  // What the errors mean has changed from version to version; whether there is
  // a peer at all, this tells in every one.
  const absl::StatusOr<PeerCredentials> peer = GetPeerCredentials(fd);
  if (!peer.ok()) return peer.status();
  // Of a process that has been waited for, Linux before 6.17 makes no pidfd.
  if (error == EINVAL || error == ESRCH) return PeerProcess(UniqueFd());
  return PosixError("getsockopt SO_PEERPIDFD", fd, error);
}

bool PeerProcess::IsAlive() const {
  // poll(2) ignores a negative descriptor, which would pass for life.
  if (!pidfd_.valid()) return false;
  pollfd ended = {.fd = pidfd_.get(), .events = POLLIN, .revents = 0};
  return ::poll(&ended, 1, /*timeout=*/0) == 0;
}

}  // namespace uds
