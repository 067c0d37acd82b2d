#include "common/socket/stream_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>

#include "absl/strings/str_format.h"
#include "common/os/posix_error.h"

namespace uds {
absl::StatusOr<UniqueFd> NewStreamSocket() {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return PosixError("socket", "AF_UNIX, SOCK_STREAM");
  return fd;
}

absl::StatusOr<UniqueFd> Connect(const UnixAddress& address,
                                 std::chrono::milliseconds timeout) {
  // Blocking while it connects: on a non-blocking Unix socket a full backlog is
  // EAGAIN at once, and poll(2) cannot wait for room in it. connect(2)
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return PosixError("socket", "AF_UNIX, SOCK_STREAM");
  if (timeout > timeout.zero()) {
    const timeval limit = {.tv_sec = timeout.count() / 1000,
                           .tv_usec = timeout.count() % 1000 * 1000};
    if (::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &limit,
                     sizeof(limit)) != 0) {
      return PosixError("setsockopt SO_SNDTIMEO", fd.get());
    }
  }
  int error;
  do {
    error = ::connect(fd.get(), address.sockaddr(), address.length()) == 0
                ? 0
                : errno;
  } while (error == EINTR);
  if (error == EAGAIN) {
    return absl::DeadlineExceededError(
        absl::StrFormat("connect(%s): the server's queue was full for %d ms",
                        address.ToString(), timeout.count()));
  }
  if (error != 0) return PosixError("connect", address.ToString(), error);
  // From here on non-blocking, so the time limit of sends has no effect.
  if (::fcntl(fd.get(), F_SETFL, O_RDWR | O_NONBLOCK) != 0) {
    return PosixError("fcntl", fd.get());
  }
  return fd;
}

absl::StatusOr<std::pair<UniqueFd, UniqueFd>> SocketPair() {
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
                   fds) != 0) {
    return PosixError("socketpair", "AF_UNIX, SOCK_STREAM");
  }
  return std::make_pair(UniqueFd(fds[0]), UniqueFd(fds[1]));
}

absl::StatusOr<AcceptResult> Accept(int listener) {
  UniqueFd fd(
      ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (fd.valid()) return AcceptResult{AcceptResult::kAccepted, std::move(fd)};
  switch (errno) {
    case EAGAIN:
      return AcceptResult{AcceptResult::kNoneWaiting, {}};
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
      return AcceptResult{AcceptResult::kSkipped, {}};
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EPERM:  // a seccomp filter or security module; it may stay so
      return AcceptResult{AcceptResult::kExhausted, {}};
    default:
      return PosixError("accept4", listener);
  }
}

absl::StatusOr<Transfer> Receive(int fd, absl::Span<char> buffer) {
  while (true) {
    const ssize_t size = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (size > 0) return Transfer{Transfer::kDone, static_cast<size_t>(size)};
    if (size == 0) return Transfer{Transfer::kEndOfStream};
    if (errno == EAGAIN) return Transfer{Transfer::kWouldBlock};
    // A Unix socket whose peer closed with our bytes unread. unix(7)
    if (errno == ECONNRESET) return Transfer{Transfer::kPeerGone};
    if (errno != EINTR) return PosixError("recv", fd);
  }
}

absl::StatusOr<Transfer> Send(int fd, std::string_view bytes) {
  while (true) {
    const ssize_t size = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size >= 0) return Transfer{Transfer::kDone, static_cast<size_t>(size)};
    if (errno == EAGAIN) return Transfer{Transfer::kWouldBlock};
    if (errno == EPIPE || errno == ECONNRESET) {
      return Transfer{Transfer::kPeerGone};
    }
    if (errno != EINTR) return PosixError("send", fd);
  }
}

}  // namespace uds
