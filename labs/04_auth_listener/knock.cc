// Connects over and over, as fast as it is refused: a stranger who waits for
// the one instant in which a door is open.
//
//   knock PATH    # prints "knocking"; once stdin ends, what came of it:
//                 # "let in 0, reached 0, denied 17, absent 5713"
//
// Reached: nobody listened there (ECONNREFUSED), but the file's permissions had
// let it pass. Let in: by the file, and then perhaps sent away by the server.

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"

namespace {

bool InputHasEnded() {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  return ::poll(&input, 1, 0) != 0;
}

struct Tally {
  int let_in = 0;
  int reached = 0;
  int denied = 0;
  int absent = 0;
};

// Not uds::Connect, which makes a system call more.
void Knock(const uds::UnixAddress& address, Tally& tally) {
  const uds::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(fd.get(), address.sockaddr(), address.length()) == 0) {
    ++tally.let_in;
    // Until the server closes: a queue full of ours is not the point.
    char byte;
    while (::recv(fd.get(), &byte, 1, 0) > 0) {
    }
  } else if (errno == ECONNREFUSED) {
    ++tally.reached;
  } else if (errno == EACCES) {
    ++tally.denied;
  } else {
    ++tally.absent;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const absl::StatusOr<uds::UnixAddress> address =
      uds::UnixAddress::FromPath(argc == 2 ? argv[1] : "");
  if (!address.ok()) return 2;
  std::puts("knocking");
  std::fflush(stdout);
  Tally tally;
  while (!InputHasEnded()) Knock(*address, tally);
  std::printf("let in %d, reached %d, denied %d, absent %d\n", tally.let_in,
              tally.reached, tally.denied, tally.absent);
  return 0;
}
