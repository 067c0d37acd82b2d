// Adopts the sockets that it is passed, says how that went, and becomes the
// program that its arguments name: what activation_test.cc runs.
//
//   adopting_program /bin/sh -c 'echo what a child inherits: $LISTEN_FDS'

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/systemd/activation.h"

namespace {

using uds::systemd::AdoptListeners;
using uds::systemd::PassedSocket;

void Print(const PassedSocket& socket) {
  const int fd = socket.fd.get();
  std::printf("%d \"%s\"%s%s\n", fd, socket.name.c_str(),
              (::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0 ? " close-on-exec" : "",
              (::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0 ? " non-blocking" : "");
}

}  // namespace

int main(int argc, char** argv) {
  const absl::StatusOr<std::vector<PassedSocket>> sockets = AdoptListeners();
  if (sockets.ok()) {
    for (const PassedSocket& socket : *sockets) Print(socket);
    std::printf("again: %s\n", AdoptListeners().status().ToString().c_str());
  } else {
    std::printf("%s\n", sockets.status().ToString().c_str());
  }
  std::fflush(stdout);
  if (argc > 1) ::execv(argv[1], argv + 1);
  return sockets.ok() ? 0 : 1;
}
