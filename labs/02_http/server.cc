// Lab 02: an HTTP server on a Unix domain socket.
//
//   server --socket=/tmp/my-directory/http.sock
//   curl --unix-socket /tmp/my-directory/http.sock http://localhost/
//
// In a trace of it stand the same calls as in lab 01: HTTP is only what the
// bytes in recv(2) and send(2) mean. New is getsockopt(2) with SO_PEERCRED,
// since there is no source IP address to log.

#include "common/server/server.h"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/http/handler.h"
#include "common/http/http_session.h"
#include "common/http/request_log.h"
#include "common/http/router.h"
#include "common/os/file_mode.h"
#include "common/os/posix_error.h"
#include "common/os/program.h"
#include "common/os/signal_fd.h"
#include "common/peer/credentials.h"
#include "common/server/line_log.h"
#include "common/server/listener.h"
#include "common/server/unix_listener.h"
#include "common/socket/default_address.h"
#include "common/socket/unix_address.h"
#include "labs/02_http/connection_registry.h"
#include "labs/02_http/listed_session.h"
#include "labs/02_http/notes.h"
#include "labs/02_http/routes.h"

ABSL_FLAG(std::string, socket, "",
          "path of the socket, or @NAME for an abstract one; by default "
          "http.sock in $XDG_RUNTIME_DIR, or in /tmp/uds-labs-UID");
ABSL_FLAG(
    uds::FileMode, mode, uds::FileMode{0600},
    "permission bits of the socket's file, in octal; to connect, a client "
    "needs write permission");
ABSL_FLAG(int, header_timeout_ms, 30'000,
          "how long a client may take for the header of a request, in "
          "milliseconds, before it gets 408");
ABSL_FLAG(bool, log, true, "write a line for each request to stderr");

namespace lab {
namespace {

uds::http::HttpOptions MakeOptions() {
  uds::http::HttpOptions options;
  options.limits.header_timeout =
      std::chrono::milliseconds(absl::GetFlag(FLAGS_header_timeout_ms));
  options.limits.max_body_bytes = 64 * 1024;
  return options;
}

// What all connections share; it outlives the server that it is made for.
class Site {
 public:
  explicit Site(const uds::http::LineSink& log) {
    // The first stands around the second, and both around the routes.
    if (absl::GetFlag(FLAGS_log)) router_.Use(uds::http::RequestLog(log));
    if (absl::GetFlag(FLAGS_log))
      options_.on_refused = uds::http::RefusalLog(log);
    router_.Use(ShowPeerUid);
    AddRoutes(router_, registry_, notes_);
  }

  std::unique_ptr<uds::Session> MakeSession(int socket) {
    return std::make_unique<ListedSession>(
        registry_, handler_, options_,
        uds::GetPeerCredentials(socket).value_or(uds::kUnknownPeer));
  }

 private:
  ConnectionRegistry registry_;
  Notes notes_;
  uds::http::Router router_;
  const uds::http::Handler handler_ = std::ref(router_);
  uds::http::HttpOptions options_ = MakeOptions();
};

absl::Status Serve(const std::vector<std::string>&) {
  // Before there is a file, so that each of these ends the server in good order
  // at any time, with the file removed.
  absl::StatusOr<uds::SignalFd> stop =
      uds::SignalFd::Create({SIGTERM, SIGINT, SIGHUP});
  if (!stop.ok()) return stop.status();

  const absl::StatusOr<uds::UnixAddress> address =
      uds::AddressOrDefault(absl::GetFlag(FLAGS_socket), "http.sock");
  if (!address.ok()) return address.status();
  absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
      uds::UnixListener::Create(*address, absl::GetFlag(FLAGS_mode).bits);
  if (!listener.ok()) return listener.status();

  uds::LineLog log(STDERR_FILENO);
  Site site([&log](std::string_view line) { log.Write(line); });
  absl::StatusOr<std::unique_ptr<uds::Server>> server = uds::Server::Create(
      *std::move(listener),
      [&site](int socket) { return site.MakeSession(socket); },
      // What GET /containers/json may have to list.
      {.max_connections = 1000});
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
                          .usage = "serves HTTP over a Unix domain socket",
                          .run = lab::Serve});
}
