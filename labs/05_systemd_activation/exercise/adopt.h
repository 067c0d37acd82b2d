// What the server of this exercise asks of adopt.cc, which you write: to take
// over the sockets that the manager passes, and to talk to the manager.
//
//   // First of all, before anything is opened.
//   absl::StatusOr<std::vector<PassedSocket>> sockets = AdoptSockets();
//   ...
//   absl::Status told = Tell("READY=1");
//   ...
//   Withdraw();   // at SIGTERM
#ifndef LABS_05_SYSTEMD_ACTIVATION_EXERCISE_ADOPT_H_
#define LABS_05_SYSTEMD_ACTIVATION_EXERCISE_ADOPT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/server/listener.h"

namespace lab {

// The first descriptor that is passed; the others follow without a gap.
inline constexpr int kFirstDescriptor = 3;

struct PassedSocket {
  std::string name;  // from LISTEN_FDNAMES; "unknown" where that is not set
  uds::UniqueFd fd;  // a listening Unix stream socket, non-blocking
};

// All that were passed, in the order of their descriptors. Where what the
// manager says or passes is wrong, an error: the server prints its text on
// stderr, and ends with status 1.
absl::StatusOr<std::vector<PassedSocket>> AdoptSockets();

// The parts of it, each a step of the exercise. How many there are; what they
// are called, or an empty vector if the manager does not say; whether `fd` is
// what PassedSocket says; and what else is to be done, so that no child of this
// process takes them for its own.
absl::StatusOr<int> CountOfSockets();
absl::StatusOr<std::vector<std::string>> NamesOfSockets(int count);
absl::Status CheckListens(int fd);
absl::Status KeepFromChildren(const std::vector<PassedSocket>& sockets);

// The error for `fd`: "descriptor 3, which was passed as a socket, WHY". Given.
absl::Status NotUsable(int fd, std::string_view why);

// Sends one datagram with `word`, as "READY=1", to the manager. OK without one
// where NOTIFY_SOCKET is not set: nobody wants to know.
absl::Status Tell(std::string_view word);

// Called once, at SIGTERM. What it returns decides who serves the clients that
// are in the queue by then: kOurs, this server does; kShared, it closes its
// descriptors at once, and leaves them to the next. In both cases it finishes
// what is in flight.
uds::Listener::Queue Withdraw();

}  // namespace lab

#endif  // LABS_05_SYSTEMD_ACTIVATION_EXERCISE_ADOPT_H_
