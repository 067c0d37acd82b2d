// Who is at the other end of a Unix domain socket, by the kernel's word:
// SO_PEERCRED, unix(7).
//
//   absl::StatusOr<uds::PeerCredentials> peer = uds::GetPeerCredentials(fd);
//   if (peer.ok() && peer->uid == ::geteuid()) ...
//
// The kernel noted them when the peer called connect(2), listen(2) or
// socketpair(2): they name the process that did so, with the effective UID and
// GID that it had, and not whoever holds the descriptor now. A peer cannot
// choose them. Not for a decision by pid alone: by now the process may have
// ended and its pid may belong to another.
#ifndef COMMON_PEER_CREDENTIALS_H_
#define COMMON_PEER_CREDENTIALS_H_

#include <sys/types.h>

#include "absl/status/statusor.h"

namespace uds {

// As seen from here: in a child PID namespace a peer outside has pid 0, in a
// user namespace a UID or GID without a mapping is 65534, the overflow ID, for
// all such peers alike.
struct PeerCredentials {
  pid_t pid;
  uid_t uid;
  gid_t gid;

  friend bool operator==(const PeerCredentials&,
                         const PeerCredentials&) = default;
};

// For a peer that could not be asked about. No process has these, so it matches
// nobody; all zero would be root.
inline constexpr PeerCredentials kUnknownPeer = {
    .pid = 0, .uid = static_cast<uid_t>(-1), .gid = static_cast<gid_t>(-1)};

// The peer of `fd`, which may be either end of a connection; a client learns so
// who called listen(2). FAILED_PRECONDITION if the kernel knows of none: for
// such sockets (not connected, bound datagram, TCP) its call succeeds, with UID
// and GID -1. Otherwise an error of getsockopt(2).
//
// Never to be asked of the listening socket: its credentials are those of the
// listener, so everybody would pass for oneself.
absl::StatusOr<PeerCredentials> GetPeerCredentials(int fd);

}  // namespace uds

#endif  // COMMON_PEER_CREDENTIALS_H_
