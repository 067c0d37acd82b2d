// Lab 05: a client of the server that systemd starts. By its connect(2) it is
// what starts it.
//
//   client --socket=/run/uds-demo.sock     # prints "You are authorized!"
//   client --show_server                   # and before it, who listens there
//
// In a trace of it stand socket(2) and connect(2), then send(2) and recv(2);
// and no open(2).

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/http/print_answer.h"
#include "common/os/posix_error.h"
#include "common/os/program.h"
#include "common/os/unique_fd.h"
#include "common/peer/credentials.h"
#include "common/socket/connect_to_server.h"
#include "common/socket/default_address.h"
#include "common/socket/unix_address.h"

ABSL_FLAG(std::string, socket, "",
          "path of the server's socket, or @NAME for an abstract one; by "
          "default uds-demo.sock in $XDG_RUNTIME_DIR, or in /tmp/uds-labs-UID");
ABSL_FLAG(bool, show_server, false,
          "first print whom the kernel names as the server: who called listen, "
          "which is the service manager");

namespace lab {
namespace {

absl::Status ShowServer(int socket) {
  const absl::StatusOr<uds::PeerCredentials> server =
      uds::GetPeerCredentials(socket);
  if (!server.ok()) return server.status();
  absl::PrintF("The kernel names PID=%d UID=%d GID=%d\n", server->pid,
               server->uid, server->gid);
  return std::fflush(stdout) == 0 ? absl::OkStatus()
                                  : uds::PosixError("write", "stdout");
}

absl::Status Run(const std::vector<std::string>&) {
  const absl::StatusOr<uds::UnixAddress> address =
      uds::AddressOrDefault(absl::GetFlag(FLAGS_socket), "uds-demo.sock");
  if (!address.ok()) return address.status();
  absl::StatusOr<uds::UniqueFd> socket = uds::ConnectToServer(*address);
  if (!socket.ok()) return socket.status();
  if (absl::GetFlag(FLAGS_show_server)) {
    const absl::Status shown = ShowServer(socket->get());
    if (!shown.ok()) return shown;
  }
  return uds::http::PrintAnswer(*std::move(socket), "/");
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds::RunProgram(
      argc, argv,
      {.name = "client",
       .usage = "asks the server that systemd starts, and prints its answer",
       .run = lab::Run});
}
