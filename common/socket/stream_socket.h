// Stream sockets over Unix domain addresses: the few system calls that every
// server and client needs, with the conditions that they expect given names.
//
//   absl::StatusOr<uds::UniqueFd> fd = uds::Connect(address);
//   absl::StatusOr<uds::Transfer> sent = uds::Send(fd->get(), "ping");
//   if (sent.ok() && sent->outcome == uds::Transfer::kPeerGone) ...
//
// Not for datagrams or descriptor passing: those need sendmsg(2).
#ifndef COMMON_SOCKET_STREAM_SOCKET_H_
#define COMMON_SOCKET_STREAM_SOCKET_H_

#include <chrono>
#include <cstddef>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/os/unique_fd.h"
#include "common/socket/unix_address.h"

namespace uds {

// A new SOCK_STREAM socket, not yet bound or connected; non-blocking and
// close-on-exec from birth, so that no other thread's exec can leak it.
absl::StatusOr<UniqueFd> NewStreamSocket();

// A non-blocking socket connected to `address`. Unix sockets connect at once or
// not at all, but where the server's backlog is full this blocks until there is
// room, at most for `timeout` (DEADLINE_EXCEEDED); zero is for ever. Errors are
// those of connect(2): NOT_FOUND where there is no such file, UNAVAILABLE where
// nobody listens on it, PERMISSION_DENIED where its mode or a directory's
// denies it.
absl::StatusOr<UniqueFd> Connect(
    const UnixAddress& address,
    std::chrono::milliseconds timeout = std::chrono::milliseconds::zero());

// Two connected sockets, non-blocking: a stream without any address.
// socketpair(2)
absl::StatusOr<std::pair<UniqueFd, UniqueFd>> SocketPair();

// What became of an accept(2). Anything else is an error: the listener is of no
// further use.
struct AcceptResult {
  enum Outcome {
    kAccepted,     // `socket` is a connection, non-blocking and close-on-exec
    kNoneWaiting,  // nobody is in the queue: poll the listener
    kSkipped,      // one left the queue and came to nothing: accept the next
    kExhausted,    // no descriptor or memory left (EMFILE, ENFILE, ENOBUFS,
                   // ENOMEM), or it is forbidden (EPERM): the queue stays as it
                   // is, and the next call may fare no better
  };
  Outcome outcome;
  UniqueFd socket;
};

// Takes the first connection out of the queue of `listener`, which must be
// non-blocking. Never blocks.
absl::StatusOr<AcceptResult> Accept(int listener);

// What became of a recv(2) or send(2).
struct Transfer {
  enum Outcome {
    kDone,         // `bytes` bytes, at least one, and perhaps fewer than asked
    kWouldBlock,   // nothing to read, or no room to write: poll
    kEndOfStream,  // recv only: the peer has shut down its sending direction
    kPeerGone,     // the peer has closed (EPIPE, ECONNRESET)
  };
  Outcome outcome;
  size_t bytes = 0;
};

// Reads what is there, at most the size of `buffer`, which must not be empty.
absl::StatusOr<Transfer> Receive(int fd, absl::Span<char> buffer);

// Writes as much of `bytes` (not empty) as the socket takes. A peer that is
// gone is an outcome and raises no SIGPIPE.
absl::StatusOr<Transfer> Send(int fd, std::string_view bytes);

}  // namespace uds

#endif  // COMMON_SOCKET_STREAM_SOCKET_H_
