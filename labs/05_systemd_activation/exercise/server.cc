// Lab 05, the exercise: the server around adopt.cc, which is yours. Here all is
// given: flags, the listener that asks who the client is (lab 04), and HTTP.
//
//   systemd-socket-activate -l /tmp/my-directory/demo.sock server

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
#include "common/os/posix_error.h"
#include "common/os/program.h"
#include "common/os/signal_fd.h"
#include "common/peer/access_policy.h"
#include "common/peer/credentials.h"
#include "common/peer/id_list.h"
#include "common/server/auth_listener.h"
#include "common/server/line_log.h"
#include "common/server/listener.h"
#include "labs/05_systemd_activation/exercise/adopt.h"
#include "labs/05_systemd_activation/exercise/passed_listener.h"

ABSL_FLAG(uds::IdList, allow_uid, uds::IdList{{::geteuid()}},
          "UIDs that may come in, in digits, separated by commas, or none; by "
          "default the server's own");
ABSL_FLAG(uds::IdList, allow_gid, uds::IdList{},
          "GIDs whose members may come in too, in the same way");

namespace lab {
namespace {

absl::Status SayWhatWasPassed(const std::vector<PassedSocket>& sockets) {
  for (const PassedSocket& socket : sockets) {
    std::printf("Using socket passed by systemd: %s\n", socket.name.c_str());
  }
  return std::fflush(stdout) == 0 ? absl::OkStatus()
                                  : uds::PosixError("write", "stdout");
}

absl::StatusOr<std::unique_ptr<uds::Listener>> Listen(
    std::vector<PassedSocket> sockets, uds::AuthListener::Log log) {
  absl::StatusOr<uds::AccessPolicy> policy =
      uds::AccessPolicy::Create({.uids = absl::GetFlag(FLAGS_allow_uid),
                                 .gids = absl::GetFlag(FLAGS_allow_gid)});
  if (!policy.ok()) return policy.status();
  absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
      PassedListener::Create(std::move(sockets));
  if (!listener.ok()) return listener.status();
  return std::make_unique<uds::AuthListener>(
      *std::move(listener), *std::move(policy), std::move(log));
}

absl::Status Serve(const std::vector<std::string>&) {
  // Before anything is opened, which might get the number of a socket.
  absl::StatusOr<std::vector<PassedSocket>> sockets = AdoptSockets();
  if (!sockets.ok()) return sockets.status();
  absl::StatusOr<uds::SignalFd> stop =
      uds::SignalFd::Create({SIGTERM, SIGINT, SIGHUP});
  if (!stop.ok()) return stop.status();
  if (absl::Status said = SayWhatWasPassed(*sockets); !said.ok()) return said;

  uds::LineLog log(STDERR_FILENO);
  absl::StatusOr<std::unique_ptr<uds::Listener>> listener = Listen(
      *std::move(sockets), [&log](std::string_view line) { log.Write(line); });
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

  if (absl::Status told = Tell("READY=1"); !told.ok()) return told;
  return (*server)->Run(stop->fd());
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds::RunProgram(
      argc, argv,
      {.name = "server",
       .usage = "serves HTTP on the sockets that systemd passes, to the users "
                "and groups that may come in",
       .run = lab::Serve});
}
