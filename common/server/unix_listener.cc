#include "common/server/unix_listener.h"

#include <sys/socket.h>

#include <utility>

#include "common/os/posix_error.h"
#include "common/socket/stream_socket.h"

namespace uds {

absl::StatusOr<std::unique_ptr<Listener>> UnixListener::Create(
    const UnixAddress& address, mode_t mode) {
  absl::StatusOr<BoundSocket> socket = BoundSocket::Bind(address, mode);
  if (!socket.ok()) return socket.status();
  // Between bind(2) and here a connect(2) is refused; from here on it succeeds,
  // although nobody has accepted it yet.
  if (::listen(socket->fd(), SOMAXCONN) != 0) {
    return PosixError("listen", socket->fd());
  }
  return std::unique_ptr<Listener>(new UnixListener(*std::move(socket)));
}

absl::StatusOr<AcceptResult> UnixListener::Accept() {
  return uds::Accept(socket_.fd());
}

Listener::Queue UnixListener::Withdraw() {
  socket_.RemoveFile();
  // An abstract name, or another link to the file, would still lead here. After
  // this a connect(2) is refused, while the queue can be accepted all the same.
  ::shutdown(socket_.fd(), SHUT_RD);
  return Queue::kOurs;
}

}  // namespace uds
