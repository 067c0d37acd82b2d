#include "common/systemd/activation.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/os/posix_error.h"
#include "common/systemd/listen_variables.h"

namespace uds::systemd {
namespace {

std::optional<std::string> Variable(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  return value;
}

absl::Status NotUsable(int fd, const std::string& why) {
  return absl::FailedPreconditionError(absl::StrFormat(
      "descriptor %d, which was passed as a socket, %s", fd, why));
}

std::string FamilyName(int family) {
  if (family == AF_INET) return "AF_INET";
  if (family == AF_INET6) return "AF_INET6";
  return absl::StrFormat("address family %d", family);
}

std::string TypeName(int type) {
  if (type == SOCK_DGRAM) return "SOCK_DGRAM";
  if (type == SOCK_SEQPACKET) return "SOCK_SEQPACKET";
  return absl::StrFormat("type %d", type);
}

absl::StatusOr<int> SocketOption(int fd, int option) {
  int value = 0;
  socklen_t size = sizeof(value);
  if (::getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0) return value;
  switch (errno) {
    case EBADF:
      return NotUsable(fd, "is closed: LISTEN_FDS says more than there are");
    case ENOTSOCK:
      return NotUsable(fd, "is no socket; ListenStream= makes one");
    default:
      return PosixError("getsockopt", fd);
  }
}

// Another who has the socket may have called shutdown(2) on it: it then listens
// still, for all that getsockopt(2) says, but nobody can connect any more.
absl::Status CheckNotShutDown(int fd) {
  pollfd state{fd, POLLRDHUP, 0};
  if (::poll(&state, 1, /*timeout=*/0) == 0) return absl::OkStatus();
  return NotUsable(fd, "was shut down: restart the socket's unit");
}

// Whether accept(2) on `fd` will give connections over Unix domain sockets.
absl::Status CheckListener(int fd) {
  const absl::StatusOr<int> family = SocketOption(fd, SO_DOMAIN);
  if (!family.ok()) return family.status();
  if (*family != AF_UNIX) {
    return NotUsable(
        fd, absl::StrFormat("is of %s, not of AF_UNIX: ListenStream= has to "
                            "name a path",
                            FamilyName(*family)));
  }
  const absl::StatusOr<int> type = SocketOption(fd, SO_TYPE);
  if (!type.ok()) return type.status();
  if (*type != SOCK_STREAM) {
    return NotUsable(
        fd, absl::StrFormat("is of %s, not of SOCK_STREAM: use ListenStream=",
                            TypeName(*type)));
  }
  const absl::StatusOr<int> listens = SocketOption(fd, SO_ACCEPTCONN);
  if (!listens.ok()) return listens.status();
  if (*listens != 0) return CheckNotShutDown(fd);
  return NotUsable(fd,
                   "does not listen: it is a connection, as Accept=yes passes "
                   "them (use Accept=no), or nobody called listen(2)");
}

// A descriptor that was passed over exec(3) is not close-on-exec, and would
// pass on to all our children.
absl::Status SetFlags(int fd) {
  if (::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
    return PosixError("fcntl F_SETFD", fd);
  }
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0) {
    return PosixError("fcntl F_SETFL", fd);
  }
  return absl::OkStatus();
}

// Newer managers set LISTEN_PIDFDID beside LISTEN_PID.
void RemoveVariables() {
  for (const char* const name :
       {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PIDFDID"}) {
    ::unsetenv(name);
  }
}

}  // namespace

absl::StatusOr<std::vector<PassedSocket>> AdoptListeners() {
  const absl::StatusOr<PassedSockets> passed =
      ParseListenVariables({.pid = Variable("LISTEN_PID"),
                            .fds = Variable("LISTEN_FDS"),
                            .names = Variable("LISTEN_FDNAMES")},
                           ::getpid());
  if (!passed.ok()) return passed.status();
  // The first that is closed ends it, whatever number LISTEN_FDS says.
  for (int i = 0; i < passed->count; ++i) {
    const absl::Status usable = CheckListener(kFirstDescriptor + i);
    if (!usable.ok()) return usable;
  }
  for (int i = 0; i < passed->count; ++i) {
    const absl::Status set = SetFlags(kFirstDescriptor + i);
    if (!set.ok()) return set;
  }
  std::vector<PassedSocket> sockets;
  for (int i = 0; i < passed->count; ++i) {
    sockets.push_back({passed->NameOf(i), UniqueFd(kFirstDescriptor + i)});
  }
  RemoveVariables();
  return sockets;
}

}  // namespace uds::systemd
