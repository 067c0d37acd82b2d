#include "tests/systemd/container.h"

#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "tests/systemd/control_group.h"

namespace systemd_tests {
namespace {

using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;

constexpr char kSystemd[] = "/usr/lib/systemd/systemd";

// How long it may take to shut down a container that did not end by itself.
constexpr absl::Duration kTimeToEnd = absl::Seconds(20);

constexpr int kNotFound = 127;  // where setpriv(1) finds no program to execute

// --pdeathsig: it ends with this process, however that ends. --volatile: an
// empty root around /usr. --register, --keep-unit: the machine's own systemd,
// if it has one, need not know.
std::vector<std::string> Nspawn(const std::string& machine,
                                const std::vector<std::string>& more) {
  std::vector<std::string> command = {
      "setpriv",        "--pdeathsig=TERM",     "systemd-nspawn",
      "--quiet",        "--directory=/",        "--volatile=yes",
      "--register=no",  "--keep-unit",          "--private-network",
      "--console=pipe", "--machine=" + machine,
  };
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

// Runs a container, in a control group of its own.
absl::StatusOr<Booted> RunToEnd(const std::vector<std::string>& more,
                                absl::Duration timeout) {
  // Two at once must share neither.
  const std::string name = absl::StrFormat("uds-labs-%d", ::getpid());
  const absl::StatusOr<std::unique_ptr<ControlGroup>> group =
      ControlGroup::Enter(name);
  if (!group.ok()) return group.status();
  const absl::StatusOr<std::unique_ptr<ChildProcess>> child =
      ChildProcess::Start(Nspawn(name, more));
  if (!child.ok()) return child.status();
  const absl::StatusOr<ExitStatus> status = (*child)->Wait(timeout);
  if (!status.ok()) {
    // Killed, it would leave a directory below /run.
    (*child)->Signal(SIGTERM);
    (*child)->Wait(kTimeToEnd).status().IgnoreError();
    return status.status();
  }
  return Booted{*status, (*child)->output() + (*child)->errors()};
}

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

std::string WhyNoContainer() {
  if (::geteuid() != 0) return "only root can boot a container: run as root";
  if (::access(kSystemd, X_OK) != 0) {
    return absl::StrFormat("there is no %s: apt-get install systemd", kSystemd);
  }
  const absl::StatusOr<Booted> tried =
      RunToEnd({"/usr/bin/true"}, absl::Minutes(1));
  if (tried.ok() && tried->status.success()) return "";
  if (tried.ok() && tried->status == ExitStatus::Exited(kNotFound)) {
    return "systemd-nspawn is not installed: apt-get install systemd-container";
  }
  return absl::StrFormat(
      "no container can be started here; on a machine of one's own or a "
      "virtual one, and not within a container, it can: %s",
      tried.ok() ? tried->console : tried.status().ToString());
}

absl::StatusOr<Booted> Boot(const std::string& lab) {
  absl::StatusOr<Booted> booted = RunToEnd(
      {"--bind=" + lab + ":/lab",
       "--bind-ro=" + lab + "/units:/run/systemd/system",
       "--bind-ro=" + lab + "/presets:/run/systemd/system-preset",
       // What is installed locally belongs there, and /usr is read-only.
       "--tmpfs=/usr/local", "--boot", "systemd.unit=lab.target",
       // It would ask at the console for a password of root's.
       "systemd.mask=systemd-firstboot.service"},
      absl::Minutes(4));
  if (booted.ok()) booted->console += Contents(lab + "/console");
  return booted;
}

}  // namespace systemd_tests
