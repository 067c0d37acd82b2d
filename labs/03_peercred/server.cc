// Lab 03: a server that knows who its clients are without asking them.
//
//   server --socket=/tmp/my-directory/peercred.sock
//
// In a trace of it stand, for each client: accept4(2), getsockopt(2) with
// SO_PEERCRED and SO_PEERGROUPS, write(2) to the log, send(2); and no recv(2)
// before them, nor any open(2).

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
#include "absl/strings/str_format.h"
#include "common/os/file_mode.h"
#include "common/os/posix_error.h"
#include "common/os/program.h"
#include "common/os/signal_fd.h"
#include "common/server/line_log.h"
#include "common/server/listener.h"
#include "common/server/unix_listener.h"
#include "common/socket/default_address.h"
#include "common/socket/unix_address.h"
#include "labs/03_peercred/greeting.h"
#include "labs/03_peercred/identity.h"
#include "labs/03_peercred/welcome_session.h"

ABSL_FLAG(std::string, socket, "",
          "path of the socket, or @NAME for an abstract one; by default "
          "peercred.sock in $XDG_RUNTIME_DIR, or in /tmp/uds-labs-UID");
ABSL_FLAG(
    uds::FileMode, mode, uds::FileMode{0600},
    "permission bits of the socket's file, in octal; to connect, a client "
    "needs write permission");

namespace lab {
namespace {

// Asks who has connected, writes it down, and greets.
std::unique_ptr<uds::Session> Receive(int socket, uds::LineLog& log) {
  const absl::StatusOr<Identity> client = IdentityOfPeer(socket);
  if (!client.ok()) {
    log.Write(absl::StrFormat("Client not verified: %s\n",
                              std::string(client.status().message())));
    return std::make_unique<WelcomeSession>("");  // and so not welcome
  }
  log.Write(absl::StrFormat("Client connected: %s\n", client->ToString()));
  return std::make_unique<WelcomeSession>(GreetingFor(*client));
}

absl::Status Serve(const std::vector<std::string>&) {
  // Before there is a file, so that each of these ends the server in good order
  // at any time, with the file removed.
  absl::StatusOr<uds::SignalFd> stop =
      uds::SignalFd::Create({SIGTERM, SIGINT, SIGHUP});
  if (!stop.ok()) return stop.status();

  const absl::StatusOr<uds::UnixAddress> address =
      uds::AddressOrDefault(absl::GetFlag(FLAGS_socket), "peercred.sock");
  if (!address.ok()) return address.status();
  absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
      uds::UnixListener::Create(*address, absl::GetFlag(FLAGS_mode).bits);
  if (!listener.ok()) return listener.status();
  // A log that nobody reads is no reason to make clients wait.
  uds::LineLog log(STDOUT_FILENO);
  absl::StatusOr<std::unique_ptr<uds::Server>> server = uds::Server::Create(
      *std::move(listener), [&log](int fd) { return Receive(fd, log); });
  if (!server.ok()) return server.status();

  // Not sooner: who waits for this line may connect as soon as it stands there.
  std::printf("Listening on %s\n", address->ToString().c_str());
  if (std::fflush(stdout) != 0) return uds::PosixError("write", "stdout");
  return (*server)->Run(stop->fd());
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds::RunProgram(argc, argv,
                         {.name = "server",
                          .usage = "greets who connects over a Unix domain "
                                   "socket, and logs who it was",
                          .run = lab::Serve});
}
