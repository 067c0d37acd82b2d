// Takes over the listening sockets that a service manager passes: socket
// activation. sd_listen_fds(3), systemd.socket(5)
//
//   // First of all: see below.
//   absl::StatusOr<std::vector<uds::systemd::PassedSocket>> sockets =
//       uds::systemd::AdoptListeners();
//   if (!sockets.ok()) ...   // "LISTEN_FDS or LISTEN_PID not set. ..."
//
// The manager has made the socket, with owner and mode, has bound it and
// listens; the program calls accept(2) and no more, and needs no right to the
// directory where the socket's file is.
//
// Not for what else can be passed: connections (Accept=yes), datagrams, FIFOs,
// TCP. Those are errors here, whereas libsystemd's function takes all that is
// open.
#ifndef COMMON_SYSTEMD_ACTIVATION_H_
#define COMMON_SYSTEMD_ACTIVATION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"

namespace uds::systemd {

struct PassedSocket {
  // FileDescriptorName= of the unit, by default the unit's own name; "unknown"
  // where the manager gives none.
  std::string name;

  // A Unix domain stream socket that listens; close-on-exec and non-blocking.
  UniqueFd fd;
};

// All the sockets that were passed to this process, in the order of their
// descriptors, from 3 on; at least one. Removes the variables that told of them
// from the environment, so that a child does not take them for its own; a
// second call therefore fails.
//
// Call it before anything opens a descriptor: where one that should have been
// passed is closed, the next to be opened gets its number, and would pass for
// it. And before other threads, as it changes the environment. Opens nothing
// and does not block.
//
// Errors name the variable or the descriptor: see ParseListenVariables, and
//   FAILED_PRECONDITION  a descriptor is closed, is no socket, is not AF_UNIX,
//                        not SOCK_STREAM, or does not listen
// An error of these checks leaves all as it was: no descriptor is closed, since
// it may not be ours, and no variable removed.
//
// Non-blocking is a property of the socket itself, and not of our descriptor:
// it then is so for the manager too, and for a next instance. fcntl(2)
absl::StatusOr<std::vector<PassedSocket>> AdoptListeners();

}  // namespace uds::systemd

#endif  // COMMON_SYSTEMD_ACTIVATION_H_
