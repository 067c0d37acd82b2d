// The server of the exercise: flags, the socket, and the loop around your
// who_is_it.cc.
//
//   server --socket=/tmp/my-directory/peercred.sock
//
// All of it is given. It asks about itself first, and then makes a Visitor of
// each client that it accepts.

#include "common/server/server.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/os/file_mode.h"
#include "common/os/posix_error.h"
#include "common/os/program.h"
#include "common/os/signal_fd.h"
#include "common/server/line_log.h"
#include "common/server/listener.h"
#include "common/server/unix_listener.h"
#include "common/socket/default_address.h"
#include "common/socket/unix_address.h"
#include "labs/03_peercred/exercise/self_test.h"
#include "labs/03_peercred/exercise/who_is_it.h"

ABSL_FLAG(std::string, socket, "",
          "path of the socket, or @NAME for an abstract one; by default "
          "peercred.sock in $XDG_RUNTIME_DIR, or in /tmp/uds-labs-UID");
ABSL_FLAG(uds::FileMode, mode, uds::FileMode{0600},
          "permission bits of the socket's file, in octal");

namespace lab {
namespace {

absl::Status Serve() {
  // Who does not know itself should not judge others.
  const absl::Status right = TestWhoIsIt();
  if (!right.ok()) return right;

  absl::StatusOr<uds::SignalFd> stop =
      uds::SignalFd::Create({SIGTERM, SIGINT, SIGHUP});
  if (!stop.ok()) return stop.status();
  const absl::StatusOr<uds::UnixAddress> address =
      uds::AddressOrDefault(absl::GetFlag(FLAGS_socket), "peercred.sock");
  if (!address.ok()) return address.status();
  absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
      uds::UnixListener::Create(*address, absl::GetFlag(FLAGS_mode).bits);
  if (!listener.ok()) return listener.status();
  uds::LineLog log(STDOUT_FILENO);
  absl::StatusOr<std::unique_ptr<uds::Server>> server = uds::Server::Create(
      *std::move(listener),
      [&log](int socket) { return std::make_unique<Visitor>(socket, log); });
  if (!server.ok()) return server.status();

  std::printf("Listening on %s\n", address->ToString().c_str());
  if (std::fflush(stdout) != 0) return uds::PosixError("write", "stdout");
  return (*server)->Run(stop->fd());
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds::RunProgram(
      argc, argv,
      {.name = "server",
       .usage = "greets who connects over a Unix domain socket, and logs who "
                "it was",
       .run = [](const std::vector<std::string>&) { return lab::Serve(); }});
}
