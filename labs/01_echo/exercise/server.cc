// Lab 01's exercise, the given part: flags, the signals that end the server,
// and the order of things. What you write is in socket_calls.cc.
//
//   server --socket=/tmp/my-directory/echo.sock

#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/os/file_mode.h"
#include "common/os/posix_error.h"
#include "common/os/signal_fd.h"
#include "common/os/standard_streams.h"
#include "common/os/unique_fd.h"
#include "labs/01_echo/exercise/loop.h"
#include "labs/01_echo/exercise/socket_calls.h"

ABSL_FLAG(std::string, socket, "", "path of the socket");
ABSL_FLAG(
    uds::FileMode, mode, uds::FileMode{0600},
    "permission bits of the socket's file, in octal; to connect, a client "
    "needs write permission");

namespace lab {
namespace {

// Nothing there is what most starts find.
absl::Status FreePathIfTaken(const std::string& path) {
  struct stat found;
  return ::lstat(path.c_str(), &found) == 0 ? FreePath(path) : absl::OkStatus();
}

absl::Status Serve(const std::string& path) {
  if (path.empty())
    return absl::InvalidArgumentError("--socket=PATH is missing");
  const absl::StatusOr<uds::SignalFd> stop =
      uds::SignalFd::Create({SIGTERM, SIGINT, SIGHUP});
  if (!stop.ok()) return stop.status();
  absl::Status status = FreePathIfTaken(path);
  if (!status.ok()) return status;
  const absl::StatusOr<uds::UniqueFd> listener =
      Listen(path, absl::GetFlag(FLAGS_mode).bits);
  if (!listener.ok()) return listener.status();

  std::printf("Listening on %s\n", path.c_str());
  if (std::fflush(stdout) != 0) return uds::PosixError("write", "stdout");
  Loop loop(listener->get(), stop->fd());
  status = loop.Serve();
  // Before those who are still served, so that nobody new comes.
  status.Update(RemoveFile(path));
  return status.ok() ? loop.Drain() : status;
}

}  // namespace
}  // namespace lab

// Not uds::RunProgram, which ignores SIGPIPE: that is for you to think of.
int main(int argc, char** argv) {
  absl::SetProgramUsageMessage(
      "echoes what clients send over a Unix domain socket");
  absl::ParseCommandLine(argc, argv);
  absl::Status status = uds::CheckStandardStreams();
  if (status.ok()) status = lab::Serve(absl::GetFlag(FLAGS_socket));
  if (status.ok()) return 0;
  std::fprintf(stderr, "server: %s\n", status.ToString().c_str());
  return 1;
}
