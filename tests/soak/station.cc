#include "tests/soak/station.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/os/posix_error.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/tracees.h"
#include "tests/faults/other_process.h"

namespace soak {
namespace {

using ::uds_testing::Activation;
using ::uds_testing::ChildOptions;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;

constexpr absl::Duration kPatience = faults::LabServer::kPatience;

// What is freed goes back at once, so that what a server has is what it keeps.
// mallopt(3)
constexpr char kGivesBack[] =
    "GLIBC_TUNABLES=glibc.malloc.mmap_threshold=16384:"
    "glibc.malloc.trim_threshold=0";

// The writing end of a pipe of one page, which fills up by itself.
absl::StatusOr<uds::UniqueFd> PipeWithoutReader(uds::UniqueFd& reader) {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return uds::PosixError("pipe2", "");
  ::fcntl(fds[1], F_SETPIPE_SZ, 4096);  // rounded up to a page
  reader = uds::UniqueFd(fds[0]);
  return uds::UniqueFd(fds[1]);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Station>> Station::Create(StationPlan plan) {
  std::unique_ptr<Station> station(new Station(std::move(plan)));
  if (station->plan_.program.activated) {
    absl::StatusOr<std::shared_ptr<Activation>> activation =
        Activation::Create(station->path_);
    if (!activation.ok()) return activation.status();
    station->activation_ = *std::move(activation);
  }
  if (!station->plan_.injections.empty()) {
    absl::StatusOr<InjectedCalls> injected = InjectedCalls::Create(
        station->directory_.Path(uds_testing::kTraceName));
    if (!injected.ok()) return injected.status();
    station->injected_ = *std::move(injected);
  }
  return station;
}

// A shell that becomes the server, with what only the new process can know or
// have: its pid, and another stderr, which is descriptor `log`.
std::vector<std::string> Station::Command(int log) const {
  std::vector<std::string> command;
  if (injected_.has_value()) {
    // -DD: the server stays our child. strace(1)
    command = {"strace", "-DD", "-f", "-q", "--seccomp-bpf"};
    std::vector<std::string> calls;
    for (const std::string& injection : plan_.injections) {
      calls.push_back(injection.substr(0, injection.find(':')));
      command.push_back("--inject=" + injection);
    }
    command.push_back("--trace=" + absl::StrJoin(calls, ","));
    command.insert(command.end(), {"-o", injected_->path(), "--"});
  }
  std::string script = "exec \"$0\" \"$@\"";
  if (activation_ != nullptr) script = "LISTEN_PID=$$ " + script;
  if (log >= 0) absl::StrAppendFormat(&script, " 2>&%d %d>&-", log, log);
  command.insert(command.end(), {"/bin/sh", "-c", script});
  const faults::LabProgram& program = plan_.program;
  command.insert(command.end(), program.command.begin(), program.command.end());
  if (activation_ == nullptr) command.push_back("--socket=" + path_);
  command.insert(command.end(), plan_.flags.begin(), plan_.flags.end());
  return command;
}

absl::Status Station::Start() {
  ChildOptions child;
  child.own_group = true;  // Ctrl-C is for us
  child.environment.push_back(kGivesBack);
  if (activation_ != nullptr) {
    child.descriptors = {activation_->listener()};
    for (std::string& variable : activation_->Environment()) {
      child.environment.push_back(std::move(variable));
    }
  }
  uds::UniqueFd log;
  if (plan_.log_is_full) {
    absl::StatusOr<uds::UniqueFd> pipe = PipeWithoutReader(full_log_);
    if (!pipe.ok()) return pipe.status();
    log = *std::move(pipe);
    child.descriptors.push_back(log.get());
  }
  const int last = 2 + static_cast<int>(child.descriptors.size());
  absl::StatusOr<std::unique_ptr<ChildProcess>> process =
      ChildProcess::Start(Command(log.valid() ? last : -1), std::move(child));
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  const absl::Status ready = WaitUntilReady();
  if (!ready.ok() || plan_.descriptors == 0) return ready;
  return faults::LimitDescriptors(pid(), plan_.descriptors);
}

absl::Status Station::WaitUntilReady() {
  if (activation_ != nullptr) {
    return activation_->WaitFor("READY=1", kPatience, process_->end_fd());
  }
  return process_->WaitForOutput("Listening on ", kPatience);
}

std::optional<ExitStatus> Station::Ended() {
  if (!process_->WaitForEnd(absl::ZeroDuration())) return std::nullopt;
  const absl::StatusOr<ExitStatus> ended = process_->Wait(kPatience);
  return ended.ok() ? *ended : ExitStatus::Exited(255);
}

absl::StatusOr<uds::UniqueFd> Station::Connect() const {
  const absl::StatusOr<uds::UnixAddress> address =
      uds::UnixAddress::Parse(path_);
  if (!address.ok()) return address.status();
  return uds::Connect(*address, absl::ToChronoMilliseconds(kPatience));
}

uint64_t Station::CountInjected() {
  return injected_.has_value() ? injected_->Count() : 0;
}

}  // namespace soak
