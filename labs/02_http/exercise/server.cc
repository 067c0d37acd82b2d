// Exercise 02: the server, but for its session and its handlers, which are in
// hello_session.cc. What is here is wiring: flags, the socket, the loop.
//
//   server --socket=/tmp/my-directory/http.sock

#include "common/server/server.h"

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
#include "labs/02_http/exercise/given_routes.h"
#include "labs/02_http/exercise/hello_session.h"

ABSL_FLAG(std::string, socket, "",
          "path of the socket, or @NAME for an abstract one; by default "
          "http.sock in $XDG_RUNTIME_DIR, or in /tmp/uds-labs-UID");
ABSL_FLAG(uds::FileMode, mode, uds::FileMode{0600},
          "permission bits of the socket's file, in octal");
ABSL_FLAG(int, header_timeout_ms, 30'000,
          "how long a client may take for the header of a request, in "
          "milliseconds");

namespace lab {
namespace {

absl::Status Serve(const std::vector<std::string>&) {
  Site site;
  site.limits.header_timeout =
      std::chrono::milliseconds(absl::GetFlag(FLAGS_header_timeout_ms));
  site.limits.max_body_bytes = 64 * 1024;
  AddGivenRoutes(site);
  const absl::Status yours = AddYours(site);
  if (!yours.ok()) return yours;

  absl::StatusOr<uds::SignalFd> stop =
      uds::SignalFd::Create({SIGTERM, SIGINT, SIGHUP});
  if (!stop.ok()) return stop.status();
  const absl::StatusOr<uds::UnixAddress> address =
      uds::AddressOrDefault(absl::GetFlag(FLAGS_socket), "http.sock");
  if (!address.ok()) return address.status();
  absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
      uds::UnixListener::Create(*address, absl::GetFlag(FLAGS_mode).bits);
  if (!listener.ok()) return listener.status();
  absl::StatusOr<std::unique_ptr<uds::Server>> server = uds::Server::Create(
      *std::move(listener),
      [&site](int socket) { return MakeSession(site, socket); });
  if (!server.ok()) return server.status();

  std::printf("Listening on %s\n", address->ToString().c_str());
  if (std::fflush(stdout) != 0) return uds::PosixError("write", "stdout");
  return (*server)->Run(stop->fd());
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds::RunProgram(argc, argv,
                         {.name = "server",
                          .usage = "serves HTTP over a Unix domain socket",
                          .run = lab::Serve});
}
