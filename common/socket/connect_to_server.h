// connect(2) for programs that a person starts: an error says what to do.
//
//   absl::StatusOr<uds::UniqueFd> socket = uds::ConnectToServer(address);
//   // UNAVAILABLE: "connect(/tmp/x/s): No such file or directory: is the
//   // server running? Start it, or name its socket with --socket"
//
// Not for libraries, whose callers may have no flag --socket.
#ifndef COMMON_SOCKET_CONNECT_TO_SERVER_H_
#define COMMON_SOCKET_CONNECT_TO_SERVER_H_

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/socket/unix_address.h"

namespace uds {

// As Connect without a timeout. UNAVAILABLE where there is no socket, or nobody
// listens on it; PERMISSION_DENIED where the file's mode, its ACL or a
// directory keeps us out; else as Connect.
absl::StatusOr<UniqueFd> ConnectToServer(const UnixAddress& address);

}  // namespace uds

#endif  // COMMON_SOCKET_CONNECT_TO_SERVER_H_
