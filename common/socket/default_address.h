// Where a lab's socket is when nobody says otherwise; the same for its server
// and its client.
//
//   absl::StatusOr<uds::UnixAddress> address =
//       uds::AddressOrDefault(absl::GetFlag(FLAGS_socket), "echo.sock");
//   // "/run/user/1000/echo.sock", or "/tmp/uds-labs-1000/echo.sock"
//
// Threat: another user who makes the path first and waits for clients. In /tmp
// itself anybody can; in a directory that only we may write to, nobody can.
// Not for system services: those belong in /run, by a unit's RuntimeDirectory=.
#ifndef COMMON_SOCKET_DEFAULT_ADDRESS_H_
#define COMMON_SOCKET_DEFAULT_ADDRESS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/socket/unix_address.h"

namespace uds {

// `file_name` in $XDG_RUNTIME_DIR or, where that is not set or empty, in
// /tmp/uds-labs-UID, which is made with mode 0700 if it is missing.
// FAILED_PRECONDITION if that directory is not ours, is no directory (a symlink
// is none), is missing or relative, or others may write to it. Effective UID
// throughout.
absl::StatusOr<std::string> DefaultSocketPath(std::string_view file_name);

// `text` as UnixAddress::Parse takes it or, where it is empty, the default path
// of `file_name`.
absl::StatusOr<UnixAddress> AddressOrDefault(std::string_view text,
                                             std::string_view file_name);

}  // namespace uds

#endif  // COMMON_SOCKET_DEFAULT_ADDRESS_H_
