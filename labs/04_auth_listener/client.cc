// Lab 04: a client of the server that does not let everybody in.
//
//   client       # prints "You are authorized!", or says that it was refused
//
// In a trace of it stand socket(2) and connect(2), then send(2) and recv(2);
// and no open(2). It says nothing of who it is: the server asks the kernel.

#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/http/print_answer.h"
#include "common/os/program.h"
#include "common/os/unique_fd.h"
#include "common/socket/connect_to_server.h"
#include "common/socket/default_address.h"
#include "common/socket/unix_address.h"

ABSL_FLAG(std::string, socket, "",
          "path of the server's socket, or @NAME for an abstract one; by "
          "default auth.sock in $XDG_RUNTIME_DIR, or in /tmp/uds-labs-UID");

namespace lab {
namespace {

absl::Status Ask(const std::vector<std::string>&) {
  const absl::StatusOr<uds::UnixAddress> address =
      uds::AddressOrDefault(absl::GetFlag(FLAGS_socket), "auth.sock");
  if (!address.ok()) return address.status();
  // The first gate: the mode and ACL of the socket's file.
  absl::StatusOr<uds::UniqueFd> socket = uds::ConnectToServer(*address);
  if (!socket.ok()) return socket.status();
  // The second: the server, which closes without a word.
  return uds::http::PrintAnswer(*std::move(socket), "/");
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds::RunProgram(argc, argv,
                         {.name = "client",
                          .usage = "asks the server, and prints its answer or "
                                   "says that it was refused",
                          .run = lab::Ask});
}
