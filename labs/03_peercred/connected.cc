// Connects to a Unix domain socket, and then becomes another program, which
// finds the connection as its stdin: what connect_time_test.cc and its like let
// shells do with a connection that was made before them.
//
//   connected PATH COMMAND [ARGUMENT...]
//
// 127 if it cannot, with the reason.

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"

int main(int argc, char** argv) {
  if (argc < 3) return 127;
  const absl::StatusOr<uds::UnixAddress> address =
      uds::UnixAddress::Parse(argv[1]);
  if (!address.ok()) return 127;
  const absl::StatusOr<uds::UniqueFd> socket = uds::Connect(*address);
  if (!socket.ok()) {
    std::fprintf(stderr, "connected: %s\n", socket.status().ToString().c_str());
    return 127;
  }
  ::fcntl(socket->get(), F_SETFL, 0);  // blocking, as programs expect of stdin
  ::dup2(socket->get(), STDIN_FILENO);
  ::execvp(argv[2], argv + 2);
  std::perror(argv[2]);
  return 127;
}
