// What your file socket_calls.cc has, as the rest of the server sees it: the
// system calls, each in a function that says how it went.
//
//   absl::StatusOr<uds::UniqueFd> listener = lab::Listen(path, 0600);
//   absl::StatusOr<lab::Accepted> accepted = lab::Accept(listener->get());
//   absl::StatusOr<lab::Transfer> sent = lab::Send(socket, "Echo: ping");
//
// Not to be edited: what you write stands in socket_calls.cc. Not for the
// protocol or the waiting: those are given, in loop.cc.
#ifndef LABS_01_ECHO_EXERCISE_SOCKET_CALLS_H_
#define LABS_01_ECHO_EXERCISE_SOCKET_CALLS_H_

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/os/unique_fd.h"

namespace lab {

// Step 1. A stream socket that listens at `path`, where nothing is. Its file
// has the permission bits `mode`, from 0 to 0777, whatever the umask is, and
// never had others.
absl::StatusOr<uds::UniqueFd> Listen(const std::string& path, mode_t mode);

// Step 1. Removes the file that Listen made. Called once, when the server is
// to end.
absl::Status RemoveFile(const std::string& path);

// How an accept went.
struct Accepted {
  enum Outcome {
    kClient,         // there is one, in `socket`
    kNobody,         // not now; the loop asks again when poll(2) says so
    kNoDescriptors,  // the loop leaves the queue alone for a moment
  };
  Outcome outcome;
  uds::UniqueFd socket = {};
};

// Step 2. Takes one client out of the queue of `listener`, borrowed. An error
// ends the server. Called when poll(2) says that the listener is readable.
absl::StatusOr<Accepted> Accept(int listener);

// How a recv or a send went.
struct Transfer {
  enum Outcome {
    kDone,         // `bytes` were received or taken: at least one
    kEndOfStream,  // of recv: the client will not send any more
    kWouldBlock,   // nothing could be done now
    kPeerGone,     // the client is gone, and nobody is left to serve
  };
  Outcome outcome;
  size_t bytes = 0;
};

// Step 2. Receives what is there, at most the size of `buffer`, from `socket`,
// borrowed. An error ends the server. Must not block.
absl::StatusOr<Transfer> Receive(int socket, absl::Span<char> buffer);

// Step 2. Sends as many of `bytes`, from their beginning, as the socket takes;
// the loop keeps the rest and calls again. `bytes` is not empty. An error ends
// the server. Must not block.
absl::StatusOr<Transfer> Send(int socket, std::string_view bytes);

// Step 3. What it means for the loop that `call`, "recv" or "send", has failed
// with `error`, as errno had it. Receive and Send end with it.
absl::StatusOr<Transfer> FailedTransfer(const char* call, int error);

// Step 4. The same for accept. Accept ends with it.
absl::StatusOr<Accepted> FailedAccept(int error);

// Step 5. Called before Listen, and only where something is at `path`. OK once
// nothing is there any more; an error leaves it as it is and ends the server.
absl::Status FreePath(const std::string& path);

}  // namespace lab

#endif  // LABS_01_ECHO_EXERCISE_SOCKET_CALLS_H_
