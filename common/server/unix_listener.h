// The Listener that binds: a path or an abstract name.
//
//   absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
//       uds::UnixListener::Create(address, /*mode=*/0600);
//   // from here on, connect(2) succeeds
//
// Not for a socket that somebody else has bound.
#ifndef COMMON_SERVER_UNIX_LISTENER_H_
#define COMMON_SERVER_UNIX_LISTENER_H_

#include <sys/types.h>

#include <memory>

#include "absl/status/statusor.h"
#include "common/server/listener.h"
#include "common/socket/bound_socket.h"
#include "common/socket/unix_address.h"

namespace uds {

// Owns the socket and its file, which is removed on Withdraw or destruction.
class UnixListener : public Listener {
 public:
  // Binds to `address` and listens, with the longest backlog that the system
  // allows (net.core.somaxconn). `mode` holds for a path only: an abstract name
  // has no permissions. What may be in the way, and the errors: BoundSocket.
  static absl::StatusOr<std::unique_ptr<Listener>> Create(
      const UnixAddress& address, mode_t mode);

  absl::StatusOr<AcceptResult> Accept() override;
  int fd() const override { return socket_.fd(); }
  Queue Withdraw() override;

 private:
  explicit UnixListener(BoundSocket socket) : socket_(std::move(socket)) {}

  BoundSocket socket_;
};

}  // namespace uds

#endif  // COMMON_SERVER_UNIX_LISTENER_H_
