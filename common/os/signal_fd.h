// Signals as a descriptor (signalfd(2)), so that an event loop can poll for
// them beside its sockets, and no code ever runs inside a signal handler.
//
//   absl::StatusOr<uds::SignalFd> stop =
//       uds::SignalFd::Create({SIGTERM, SIGINT});
//   // poll stop->fd(); when it is readable, a signal is pending
//
// Not for signals that a thread raises by its own fault (SIGSEGV, SIGFPE).
#ifndef COMMON_OS_SIGNAL_FD_H_
#define COMMON_OS_SIGNAL_FD_H_

#include <initializer_list>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"

namespace uds {

// Owns the descriptor. The signals stay blocked when it is destroyed: one that
// arrives late then does not kill the program in the middle of its end.
class SignalFd {
 public:
  // Blocks `signals` in the calling thread and takes them from the descriptor
  // instead. One that is ignored stays ignored: so nohup(1) asks for SIGHUP,
  // and a shell for SIGINT of what it starts in the background. Call it before
  // other threads start: they inherit the mask, and a thread without it would
  // still be interrupted. So do programs that are executed later. Fails with
  // the errno of sigprocmask(2) or signalfd(2).
  static absl::StatusOr<SignalFd> Create(std::initializer_list<int> signals);

  // Readable while a signal is pending. Borrowed.
  int fd() const { return fd_.get(); }

  // Takes one pending signal and returns its number; nothing if there is none.
  // Does not block.
  absl::StatusOr<std::optional<int>> Take();

 private:
  explicit SignalFd(UniqueFd fd) : fd_(std::move(fd)) {}

  UniqueFd fd_;
};

}  // namespace uds

#endif  // COMMON_OS_SIGNAL_FD_H_
