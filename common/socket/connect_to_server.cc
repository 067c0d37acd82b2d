#include "common/socket/connect_to_server.h"

#include <unistd.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/socket/stream_socket.h"

namespace uds {

absl::StatusOr<UniqueFd> ConnectToServer(const UnixAddress& address) {
  absl::StatusOr<UniqueFd> socket = Connect(address);
  const std::string why(socket.status().message());
  if (absl::IsNotFound(socket.status()) ||
      absl::IsUnavailable(socket.status())) {
    return absl::UnavailableError(absl::StrFormat(
        "%s: is the server running? Start it, or name its socket with --socket",
        why));
  }
  if (absl::IsPermissionDenied(socket.status())) {
    return absl::PermissionDeniedError(absl::StrFormat(
        "refused by the file's permissions: %s: to connect, UID %d needs write "
        "permission for the socket, and to search its directory",
        why, ::geteuid()));
  }
  return socket;
}

}  // namespace uds
