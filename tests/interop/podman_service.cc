#include "tests/interop/podman_service.h"

#include <poll.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <fstream>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "tests/interop/others.h"

namespace interop {
namespace {

using ::uds_testing::ChildOptions;
using ::uds_testing::ChildProcess;

constexpr absl::Duration kPatience = absl::Minutes(1);

// In a process group of its own, by which it can be ended as a whole: without
// root it runs itself again in a user namespace. As root it writes to /run,
// which is then its own; other users have theirs by XDG_RUNTIME_DIR.
std::vector<std::string> Enclosed(const std::vector<std::string>& podman) {
  std::vector<std::string> command = {"setsid"};
  if (::geteuid() == 0) {
    command.insert(command.end(),
                   {"unshare", "--mount", "/bin/sh", "-c",
                    "mount -t tmpfs tmpfs /run && exec \"$@\"", "sh"});
  }
  command.insert(command.end(), podman.begin(), podman.end());
  return command;
}

}  // namespace

PodmanService::PodmanService() {
  why_missing_ = WhyMissing("podman", "podman");
  if (!why_missing_.empty()) return;
  // Its locks would lie in /dev/shm otherwise.
  std::ofstream(Path("containers.conf")) << "[engine]\nlock_type = \"file\"\n";
  auto service = ChildProcess::Start(
      Enclosed({"podman", "--root", Path("root"), "--runroot", Path("run"),
                "--tmpdir", Path("tmp"), "--network-config-dir", Path("net"),
                "--storage-driver", "vfs", "--cgroup-manager", "cgroupfs",
                "--events-backend", "file", "system", "service", "--time=0",
                "unix://" + socket()}),
      Environment());
  if (service.ok()) {
    service_ = *std::move(service);
    AwaitListening();
  } else {
    why_missing_ = std::string(service.status().message());
  }
}

PodmanService::~PodmanService() {
  if (service_ != nullptr) {
    // Not by SIGTERM, after which it waits for the readers of its events.
    ::kill(-service_->pid(), SIGKILL);
    service_->Wait(kPatience).IgnoreError();
  }
  // Without root it also leaves a process that keeps its namespaces.
  pid_t pause = 0;
  if (std::ifstream(Path("tmp/pause.pid")) >> pause && pause > 1) {
    ::kill(pause, SIGKILL);
  }
}

std::string PodmanService::Path(std::string_view name) const {
  return directory_.Path(name);
}

ChildOptions PodmanService::Environment() const {
  ChildOptions options;
  options.environment.insert(
      options.environment.end(),
      {"HOME=" + directory_.path(), "XDG_RUNTIME_DIR=" + directory_.path(),
       "CONTAINERS_CONF=" + Path("containers.conf")});
  return options;
}

bool PodmanService::Listens() const {
  return uds::Connect(uds::UnixAddress::FromPath(socket()).value()).ok();
}

// It says nothing when it listens, so it is tried, until it does or ends.
void PodmanService::AwaitListening() {
  pollfd ended{service_->end_fd(), POLLIN, 0};
  const absl::Time until = absl::Now() + kPatience;
  while (!Listens() && absl::Now() < until) {
    if (::poll(&ended, 1, /*timeout=*/20) == 0) continue;
    service_->Wait(kPatience).IgnoreError();
    why_missing_ = "podman cannot serve here: " + service_->errors();
    service_.reset();
    return;
  }
}

}  // namespace interop
