// Lab 01: a client of the echo server.
//
//   client ping                  # prints "Echo: ping"
//   client < a_file > a_reply    # the same for any number of bytes
//
// In a trace of it stand socket(2) and connect(2), then send(2) and recv(2);
// and no open(2).

#include <unistd.h>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_join.h"
#include "common/os/program.h"
#include "common/os/unique_fd.h"
#include "common/socket/connect_to_server.h"
#include "common/socket/default_address.h"
#include "common/socket/unix_address.h"
#include "labs/01_echo/exchange.h"

ABSL_FLAG(std::string, socket, "",
          "path of the server's socket, or @NAME for an abstract one; by "
          "default echo.sock in $XDG_RUNTIME_DIR, or in /tmp/uds-labs-UID");

namespace lab {
namespace {

// The words are the message; without any it is what stands on stdin.
absl::Status Ask(const std::vector<std::string>& words) {
  const absl::StatusOr<uds::UnixAddress> address =
      uds::AddressOrDefault(absl::GetFlag(FLAGS_socket), "echo.sock");
  if (!address.ok()) return address.status();
  absl::StatusOr<uds::UniqueFd> socket = uds::ConnectToServer(*address);
  if (!socket.ok()) return socket.status();
  const bool from_stdin = words.empty();
  const absl::Status status =
      Exchange(*std::move(socket), {.message = absl::StrJoin(words, " "),
                                    .input = from_stdin ? STDIN_FILENO : -1})
          .Run();
  if (status.ok() && !from_stdin) std::printf("\n");
  return status;
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds::RunProgram(
      argc, argv,
      {.name = "client",
       .usage = "sends its arguments, or what stands on stdin if there are "
                "none, to the echo server, and prints the reply; -- ends the "
                "flags",
       .run = lab::Ask,
       .takes_words = true});
}
