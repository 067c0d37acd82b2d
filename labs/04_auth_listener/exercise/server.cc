// The server of the exercise: flags, HTTP, and the wiring around guard.cc.
//
//   server --socket=/tmp/my-directory/auth.sock --allow_uid=1000,1001
//
// All of it is given. From the inside to the outside: HTTP, on the Server's
// loop, behind your Guard, around a UnixListener.

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
#include "absl/strings/str_format.h"
#include "common/http/handler.h"
#include "common/http/http_session.h"
#include "common/http/message.h"
#include "common/http/router.h"
#include "common/os/file_mode.h"
#include "common/os/posix_error.h"
#include "common/os/program.h"
#include "common/os/signal_fd.h"
#include "common/peer/credentials.h"
#include "common/server/line_log.h"
#include "common/server/unix_listener.h"
#include "common/socket/default_address.h"
#include "common/socket/unix_address.h"
#include "labs/04_auth_listener/exercise/guard.h"
#include "labs/04_auth_listener/exercise/lists.h"

ABSL_FLAG(std::string, socket, "",
          "path of the socket, or @NAME for an abstract one; by default "
          "auth.sock in $XDG_RUNTIME_DIR, or in /tmp/uds-labs-UID");
ABSL_FLAG(uds::FileMode, mode, uds::FileMode{0600},
          "permission bits of the socket's file, in octal");
ABSL_FLAG(std::string, allow_uid, std::to_string(::geteuid()),
          "UIDs that may come in, in digits, separated by commas, or none; by "
          "default the server's own");
ABSL_FLAG(std::string, allow_gid, "none",
          "GIDs whose members may come in too, in the same way");

namespace lab {
namespace {

absl::StatusOr<std::vector<id_t>> IdsOf(const char* flag,
                                        const std::string& text) {
  if (text == "none") return std::vector<id_t>();
  absl::StatusOr<std::vector<id_t>> ids = ReadIds(text);
  if (ids.ok()) return ids;
  return absl::Status(
      ids.status().code(),
      absl::StrFormat("--%s: %s", flag, std::string(ids.status().message())));
}

absl::StatusOr<Lists> ListsOfFlags() {
  absl::StatusOr<std::vector<id_t>> uids =
      IdsOf("allow_uid", absl::GetFlag(FLAGS_allow_uid));
  if (!uids.ok()) return uids.status();
  absl::StatusOr<std::vector<id_t>> gids =
      IdsOf("allow_gid", absl::GetFlag(FLAGS_allow_gid));
  if (!gids.ok()) return gids.status();
  if (uids->empty() && gids->empty()) {
    return absl::InvalidArgumentError(
        "nobody could come in: name a UID or a GID");
  }
  return Lists{.uids = *std::move(uids), .gids = *std::move(gids)};
}

// The lists come first: a server that is told nonsense makes no socket.
absl::StatusOr<std::unique_ptr<uds::Listener>> Listen(
    const uds::UnixAddress& address, Guard::Log log) {
  absl::StatusOr<Lists> lists = ListsOfFlags();
  if (!lists.ok()) return lists.status();
  absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
      uds::UnixListener::Create(address, absl::GetFlag(FLAGS_mode).bits);
  if (!listener.ok()) return listener.status();
  return std::make_unique<Guard>(*std::move(listener), *std::move(lists),
                                 std::move(log));
}

absl::Status Serve() {
  absl::StatusOr<uds::SignalFd> stop =
      uds::SignalFd::Create({SIGTERM, SIGINT, SIGHUP});
  if (!stop.ok()) return stop.status();
  const absl::StatusOr<uds::UnixAddress> address =
      uds::AddressOrDefault(absl::GetFlag(FLAGS_socket), "auth.sock");
  if (!address.ok()) return address.status();
  uds::LineLog log(STDERR_FILENO);
  absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
      Listen(*address, [&log](std::string_view line) { log.Write(line); });
  if (!listener.ok()) return listener.status();

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
