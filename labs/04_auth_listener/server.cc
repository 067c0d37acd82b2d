// Lab 04: an HTTP server that lets in only those whom it is told to, by what
// the kernel says of them.
//
//   server --socket=/tmp/my-directory/auth.sock --allow_uid=1000,1001
//   curl --unix-socket /tmp/my-directory/auth.sock http://localhost/
//
// In a trace of it stand, for each client: accept4(2), getsockopt(2) with
// SO_PEERCRED; and then recv(2) and send(2), or close(2) alone.

#include "common/server/server.h"

#include <unistd.h>

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
#include "common/http/message.h"
#include "common/http/router.h"
#include "common/os/file_mode.h"
#include "common/os/posix_error.h"
#include "common/os/program.h"
#include "common/os/signal_fd.h"
#include "common/peer/access_policy.h"
#include "common/peer/credentials.h"
#include "common/peer/id_list.h"
#include "common/server/auth_listener.h"
#include "common/server/line_log.h"
#include "common/server/listener.h"
#include "common/server/unix_listener.h"
#include "common/socket/default_address.h"
#include "common/socket/unix_address.h"

ABSL_FLAG(std::string, socket, "",
          "path of the socket, or @NAME for an abstract one; by default "
          "auth.sock in $XDG_RUNTIME_DIR, or in /tmp/uds-labs-UID");
ABSL_FLAG(
    uds::FileMode, mode, uds::FileMode{0600},
    "permission bits of the socket's file, in octal; to connect, a client "
    "needs write permission");
ABSL_FLAG(uds::IdList, allow_uid, uds::IdList{{::geteuid()}},
          "UIDs that may come in, in digits, separated by commas, or none; by "
          "default the server's own");
ABSL_FLAG(uds::IdList, allow_gid, uds::IdList{},
          "GIDs whose members may come in too, in the same way");
ABSL_FLAG(bool, log, true, "write a line for each connection to stderr");

namespace lab {
namespace {

absl::StatusOr<std::unique_ptr<uds::Listener>> Listen(
    const uds::UnixAddress& address, uds::AuthListener::Log log) {
  absl::StatusOr<uds::AccessPolicy> policy =
      uds::AccessPolicy::Create({.uids = absl::GetFlag(FLAGS_allow_uid),
                                 .gids = absl::GetFlag(FLAGS_allow_gid)});
  if (!policy.ok()) return policy.status();
  absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
      uds::UnixListener::Create(address, absl::GetFlag(FLAGS_mode).bits);
  if (!listener.ok()) return listener.status();
  return std::make_unique<uds::AuthListener>(
      *std::move(listener), *std::move(policy), std::move(log));
}

absl::Status Serve() {
  // Before there is a file, so that each of these ends the server in good order
  // at any time, with the file removed.
  absl::StatusOr<uds::SignalFd> stop =
      uds::SignalFd::Create({SIGTERM, SIGINT, SIGHUP});
  if (!stop.ok()) return stop.status();

  const absl::StatusOr<uds::UnixAddress> address =
      uds::AddressOrDefault(absl::GetFlag(FLAGS_socket), "auth.sock");
  if (!address.ok()) return address.status();
  uds::LineLog log(STDERR_FILENO);
  uds::AuthListener::Log write_line;
  if (absl::GetFlag(FLAGS_log)) {
    write_line = [&log](std::string_view line) { log.Write(line); };
  }
  absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
      Listen(*address, std::move(write_line));
  if (!listener.ok()) return listener.status();

  // What comes behind the listener knows nothing of who may come in, and here
  // need not even know who it is.
  uds::http::Router router;
  router.Handle("GET", "/", [](const uds::http::Request&) {
    return uds::http::Text(200, "You are authorized!\n");
  });
  const uds::http::Handler handler = std::ref(router);
  absl::StatusOr<std::unique_ptr<uds::Server>> server =
      uds::Server::Create(*std::move(listener), [&handler](int) {
        return std::make_unique<uds::http::HttpSession>(handler,
                                                        uds::kUnknownPeer);
      });
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
       .usage = "serves HTTP over a Unix domain socket, to the users and "
                "groups that may come in",
       .run = [](const std::vector<std::string>&) { return lab::Serve(); }});
}
