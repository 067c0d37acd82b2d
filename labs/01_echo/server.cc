// Lab 01: an echo server on a Unix domain socket.
//
//   server --socket=/tmp/my-directory/echo.sock
//
// In a trace of it stand, one after the other: socket(2), bind(2), listen(2),
// and for each client accept4(2), recv(2), send(2), close(2); and no open(2).

#include "common/server/server.h"

#include <sys/types.h>

#include <chrono>
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
#include "common/server/listener.h"
#include "common/server/unix_listener.h"
#include "common/socket/default_address.h"
#include "common/socket/unix_address.h"
#include "labs/01_echo/echo_session.h"

ABSL_FLAG(std::string, socket, "",
          "path of the socket, or @NAME for an abstract one; by default "
          "echo.sock in $XDG_RUNTIME_DIR, or in /tmp/uds-labs-UID");
ABSL_FLAG(
    uds::FileMode, mode, uds::FileMode{0600},
    "permission bits of the socket's file, in octal; to connect, a client "
    "needs write permission");

namespace lab {
namespace {

absl::Status Serve(const std::vector<std::string>&) {
  // Before there is a file, so that each of these ends the server in good order
  // at any time, with the file removed.
  absl::StatusOr<uds::SignalFd> stop =
      uds::SignalFd::Create({SIGTERM, SIGINT, SIGHUP});
  if (!stop.ok()) return stop.status();

  const absl::StatusOr<uds::UnixAddress> address =
      uds::AddressOrDefault(absl::GetFlag(FLAGS_socket), "echo.sock");
  if (!address.ok()) return address.status();
  absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
      uds::UnixListener::Create(*address, absl::GetFlag(FLAGS_mode).bits);
  if (!listener.ok()) return listener.status();

  absl::StatusOr<std::unique_ptr<uds::Server>> server = uds::Server::Create(
      *std::move(listener), [](int) { return std::make_unique<EchoSession>(); },
      // Time to think, for a person who types into nc(1).
      {.idle_timeout = std::chrono::minutes(10)});
  if (!server.ok()) return server.status();

  // Not sooner: who waits for this line may connect as soon as it stands there.
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
       .usage = "echoes what clients send over a Unix domain socket",
       .run = lab::Serve});
}
