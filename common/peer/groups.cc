#include "common/peer/groups.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/os/posix_error.h"

namespace uds {
namespace {

// Enough for most users, so that one call does.
constexpr size_t kUsualGroups = 32;

}  // namespace

absl::StatusOr<std::vector<gid_t>> GetPeerGroups(int fd) {
  std::vector<gid_t> groups(kUsualGroups);
  while (true) {
    socklen_t bytes = groups.size() * sizeof(gid_t);
    const int result =
        ::getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &bytes);
    const int error = errno;
    if (result == 0 || error == ERANGE) groups.resize(bytes / sizeof(gid_t));
    if (result == 0) return groups;
    if (error == ERANGE) continue;  // `bytes` is now what it takes
    if (error == ENODATA) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "fd %d has no peer that the kernel knows: it is not a connected Unix "
          "domain stream or packet socket",
          fd));
    }
    return PosixError("getsockopt SO_PEERGROUPS", fd, error);
  }
}

}  // namespace uds
