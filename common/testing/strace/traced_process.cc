#include "common/testing/strace/traced_process.h"

#include <algorithm>
#include <csignal>
#include <mutex>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/testing/program_file.h"
#include "common/testing/strace/strace_command.h"
#include "common/testing/tracees.h"

namespace uds_testing {
namespace {

// How long children of the program may still run when it has ended.
constexpr absl::Duration kLeftoverGrace = absl::Seconds(1);

// For the kernel and strace to end what was killed.
constexpr absl::Duration kKillPatience = absl::Seconds(10);

// "10 s"
std::string Seconds(absl::Duration duration) {
  return absl::StrFormat("%g s", absl::ToDoubleSeconds(duration));
}

struct Registry {
  std::mutex mutex;
  std::set<TracedProcess*> processes;
};

Registry& Running() {
  static auto* const registry = new Registry;
  return *registry;
}

}  // namespace

TracedProcess::TracedProcess(TraceOptions options)
    : options_(std::move(options)), fifo_(directory_.Path(kTraceName)) {}

absl::StatusOr<std::unique_ptr<TracedProcess>> TracedProcess::Start(
    const std::vector<std::string>& argv, TraceOptions options) {
  // A path may be relative to where the program starts.
  if (options.child.directory.empty() || argv[0].starts_with('/')) {
    const absl::Status runs = CheckProgram(argv[0]);
    if (!runs.ok()) return runs;
  }
  std::unique_ptr<TracedProcess> traced(new TracedProcess(std::move(options)));
  absl::StatusOr<std::unique_ptr<LiveTrace>> trace =
      LiveTrace::Create(traced->fifo_, traced->options_.bounds);
  if (!trace.ok()) return trace.status();
  traced->trace_ = *std::move(trace);
  const absl::Status started = traced->StartStrace(argv);
  if (!started.ok()) return started;
  return traced;
}

absl::Status TracedProcess::StartStrace(const std::vector<std::string>& argv) {
  options_.child.own_group = true;
  absl::StatusOr<std::unique_ptr<ChildProcess>> child = ChildProcess::Start(
      StraceCommand({.strace = options_.strace,
                     .injections = options_.injections,
                     .pid_variables = options_.pid_variables},
                    fifo_, argv),
      std::move(options_.child));
  if (absl::IsNotFound(child.status())) {
    return absl::UnavailableError(absl::StrFormat(
        "%s is not installed, and without it nothing can be proved: apt-get "
        "install strace, or run ./lab doctor",
        options_.strace));
  }
  if (!child.ok()) return child.status();
  child_ = *std::move(child);
  // The thread that calls this has to read on for strace to go on; who leaves
  // the group is killed with this object.
  trace_->Start(child_->end_fd(), [this] { child_->Kill(); });
  const std::lock_guard<std::mutex> lock(Running().mutex);
  Running().processes.insert(this);
  return absl::OkStatus();
}

TracedProcess::~TracedProcess() {
  if (child_ == nullptr) return;
  {
    const std::lock_guard<std::mutex> lock(Running().mutex);
    Running().processes.erase(this);
  }
  child_->Kill();
  child_->WaitForEnd(kKillPatience);
  if (!trace_->WaitForCompletion(absl::Milliseconds(100))) KillLeftovers();
  // What it printed last may still be in the pipes.
  child_->Wait(absl::ZeroDuration()).IgnoreError();
  if (options_.at_end != nullptr) options_.at_end(*this);
  trace_.reset();  // it borrows a descriptor of the child
}

void TracedProcess::Kill() {
  child_->Kill();
  // Most are in its group, where the kernel gets them all at once.
  if (!trace_->WaitForCompletion(absl::Milliseconds(100))) {
    KillTracees(fifo_, kKillPatience);
  }
}

void TracedProcess::KillAll() {
  const std::lock_guard<std::mutex> lock(Running().mutex);
  for (TracedProcess* const process : Running().processes) process->Kill();
}

std::vector<pid_t> TracedProcess::KillLeftovers() {
  std::vector<pid_t> leftovers = TraceesInto(fifo_);
  std::erase(leftovers, child_->pid());  // a zombie that strace has to reap
  child_->Kill();
  KillTracees(fifo_, kKillPatience);
  trace_->WaitForCompletion(kKillPatience);
  return leftovers;
}

absl::StatusOr<SystemCall> TracedProcess::WaitFor(const CallPattern& pattern,
                                                  absl::Duration timeout,
                                                  std::string deed) {
  // A program that cannot be traced runs all the same, and may run for long.
  if (!trace_->WaitForBegin(options_.patience_for_sight)) return WhyBlind();
  std::optional<SystemCall> found = trace_->WaitFor(pattern, timeout);
  if (found.has_value()) return *std::move(found);
  if (const absl::Status status = Overflow(); !status.ok()) return status;
  if (deed.empty()) deed = "make a call like " + pattern.Describe();
  const std::string what =
      absl::StrCat(options_.name, " did not ", std::move(deed));
  if (!trace_->complete()) {
    return absl::DeadlineExceededError(
        absl::StrCat(what, " within ", Seconds(timeout), "\n", Story()));
  }
  const absl::StatusOr<ExitStatus> ended = child_->Wait(absl::Seconds(1));
  return absl::FailedPreconditionError(
      absl::StrCat(what, ": it ended",
                   ended.ok() ? absl::StrCat(" (", ended->ToString(), ")") : "",
                   "\n", Story()));
}

absl::StatusOr<TracedRun> TracedProcess::Stop(absl::Duration timeout) {
  child_->Signal(SIGTERM);
  return Finish(timeout);
}

absl::StatusOr<TracedRun> TracedProcess::Finish(absl::Duration timeout) {
  const bool in_time = child_->WaitForEnd(timeout);
  if (const absl::Status status = Overflow(); !status.ok()) return status;
  if (!in_time) {
    return absl::DeadlineExceededError(
        absl::StrCat(options_.name, " did not end within ", Seconds(timeout),
                     "\n", Story()));
  }
  std::vector<pid_t> leftovers;
  if (!trace_->WaitForCompletion(kLeftoverGrace)) leftovers = KillLeftovers();
  if (!trace_->complete()) {
    return absl::InternalError("what is traced cannot be killed\n" + Story());
  }
  const absl::StatusOr<ExitStatus> ended = child_->Wait(kKillPatience);
  if (!ended.ok()) return ended.status();
  if (!trace_->status().ok()) return trace_->status();
  if (!trace_->WaitForBegin(absl::ZeroDuration())) return WhyBlind();
  return TracedRun{*ended, child_->output(), child_->errors(), trace_->Whole(),
                   std::move(leftovers)};
}

}  // namespace uds_testing
