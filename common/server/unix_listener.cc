#include "common/server/unix_listener.h"

#include <sys/socket.h>

#include <utility>

#include "common/os/posix_error.h"
#include "common/socket/stream_socket.h"

namespace uds {
namespace {

absl::StatusOr<std::optional<SocketFile>> Bind(int socket,
                                               const UnixAddress& address,
                                               mode_t mode) {
  if (address.is_path()) {
    absl::StatusOr<SocketFile> file = SocketFile::Bind(socket, address, mode);
    if (!file.ok()) return file.status();
    return std::make_optional(*std::move(file));
  }
  if (::bind(socket, address.sockaddr(), address.length()) != 0) {
    return PosixError("bind", address.ToString());
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> UnixListener::Create(
    const UnixAddress& address, mode_t mode) {
  absl::StatusOr<UniqueFd> socket = NewStreamSocket();
  if (!socket.ok()) return socket.status();
  absl::StatusOr<std::optional<SocketFile>> file =
      Bind(socket->get(), address, mode);
  if (!file.ok()) return file.status();
  // Between bind(2) and here a connect(2) is refused; from here on it succeeds,
  // although nobody has accepted it yet.
  if (::listen(socket->get(), SOMAXCONN) != 0) {
    return PosixError("listen", address.ToString());
  }
  return std::unique_ptr<Listener>(
      new UnixListener(*std::move(socket), *std::move(file)));
}

absl::StatusOr<AcceptResult> UnixListener::Accept() {
  return uds::Accept(socket_.get());
}

}  // namespace uds
