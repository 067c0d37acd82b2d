#include "common/testing/strace/traced_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/os/posix_error.h"
#include "common/testing/strace/strace_command.h"

namespace uds_testing {
namespace {

constexpr char kPtraceRefused[] =
    "strace saw nothing of the program. ptrace(2) is probably refused here: in "
    "a "
    "container, add --cap-add=SYS_PTRACE; with Yama, kernel.yama.ptrace_scope "
    "must be below 3; what is itself being traced can trace no other. ./lab "
    "doctor tries it.";

}  // namespace

absl::StatusOr<std::unique_ptr<TracedProcess>> TracedProcess::Start(
    const std::vector<std::string>& argv, TraceOptions options) {
  std::unique_ptr<TracedProcess> traced(new TracedProcess);
  traced->patience_for_sight_ = options.patience_for_sight;
  const std::string fifo = traced->directory_.Path("trace");
  if (::mkfifo(fifo.c_str(), 0600) != 0) return uds::PosixError("mkfifo", fifo);
  // Before strace opens it for writing, which blocks until there is a reader.
  traced->fifo_ =
      uds::UniqueFd(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!traced->fifo_.valid()) return uds::PosixError("open", fifo);
  traced->fifo_guard_ =
      uds::UniqueFd(::open(fifo.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
  if (!traced->fifo_guard_.valid()) return uds::PosixError("open", fifo);
  traced->wake_ = uds::UniqueFd(::eventfd(0, EFD_CLOEXEC));
  if (!traced->wake_.valid()) return uds::PosixError("eventfd", "");
  absl::StatusOr<std::unique_ptr<ChildProcess>> child = ChildProcess::Start(
      StraceCommand({.strace = options.strace,
                     .injections = options.injections,
                     .pid_variables = options.pid_variables},
                    fifo, argv),
      std::move(options.child));
  if (absl::IsNotFound(child.status())) {
    return absl::UnavailableError(absl::StrFormat(
        "%s is not installed, and without it nothing can be proved: apt-get "
        "install strace, or run ./lab doctor",
        options.strace));
  }
  if (!child.ok()) return child.status();
  traced->child_ = *std::move(child);
  traced->reader_ = std::thread([raw = traced.get()] { raw->ReadTrace(); });
  return traced;
}

TracedProcess::~TracedProcess() {
  if (!reader_.joinable()) return;
  child_->Signal(SIGKILL);
  // The reader borrows a descriptor of the child, so it ends first: now, and
  // not with the trace, as a child of the program may live on and be traced
  // still.
  ::eventfd_write(wake_.get(), 1);
  reader_.join();
}

void TracedProcess::ReadTrace() {
  std::string unfinished;
  std::array<pollfd, 3> fds = {pollfd{fifo_.get(), POLLIN, 0},
                               pollfd{wake_.get(), POLLIN, 0},
                               pollfd{child_->end_fd(), POLLIN, 0}};
  while (true) {
    if (::poll(fds.data(), fds.size(), /*timeout=*/-1) < 0) continue;
    if (fds[2].revents != 0) {
      fifo_guard_.Reset();
      fds[2].fd = -1;
    }
    if (fds[0].revents != 0 && !TakeChunk(unfinished)) break;
    if (fds[0].revents == 0 && fds[1].revents != 0) break;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  parser_.Finish();
  complete_ = true;
  changed_.notify_all();
}

// False at the end of the trace, which is when nobody has it open any more.
bool TracedProcess::TakeChunk(std::string& unfinished) {
  std::array<char, 64 * 1024> buffer;
  const ssize_t size = ::read(fifo_.get(), buffer.data(), buffer.size());
  if (size < 0) return errno == EAGAIN || errno == EINTR;
  if (size == 0) return false;
  unfinished.append(buffer.data(), size);
  const std::lock_guard<std::mutex> lock(mutex_);
  size_t start = 0;
  for (size_t end; (end = unfinished.find('\n', start)) != std::string::npos;
       start = end + 1) {
    parse_status_.Update(parser_.AddLine(
        std::string_view(unfinished).substr(start, end - start)));
  }
  unfinished.erase(0, start);
  changed_.notify_all();
  return true;
}

// Where the program begins: the exec after the canary's open, both seen.
std::optional<size_t> TracedProcess::ExecLine() const {
  const CallPattern canary = AnyCallOf({"open", "openat"})
                                 .With(absl::StrFormat("\"%s\"", kCanaryFile))
                                 .Succeeding();
  bool canary_seen = false;
  for (const SystemCall& call : parser_.trace().calls()) {
    canary_seen |= canary.Matches(call);
    if (canary_seen && call.name == "execve" && call.Succeeded()) {
      return call.first_line;
    }
  }
  return std::nullopt;
}

std::optional<SystemCall> TracedProcess::Find(
    const CallPattern& pattern) const {
  const std::optional<size_t> exec_line = ExecLine();
  if (!exec_line.has_value()) return std::nullopt;
  for (const SystemCall& call : parser_.trace().calls()) {
    if (call.first_line >= *exec_line && pattern.Matches(call)) return call;
  }
  return std::nullopt;
}

absl::Status TracedProcess::WhyBlind() const {
  if (parser_.trace().lines().empty()) {
    return absl::UnavailableError(absl::StrFormat(
        "%s strace said: %s", kPtraceRefused, child_->errors()));
  }
  return absl::FailedPreconditionError(
      absl::StrFormat("the program was not executed: %s", child_->errors()));
}

std::string TracedProcess::LastLines() const {
  const size_t last = parser_.trace().lines().size() - 1;
  return "the last lines of the trace:\n" + parser_.trace().Excerpt(last, 5);
}

absl::StatusOr<SystemCall> TracedProcess::WaitFor(const CallPattern& pattern,
                                                  absl::Duration timeout) {
  std::unique_lock<std::mutex> lock(mutex_);
  // A program that cannot be traced runs all the same, and may run for long.
  changed_.wait_for(lock, absl::ToChronoNanoseconds(patience_for_sight_),
                    [&] { return complete_ || ExecLine().has_value(); });
  if (!ExecLine().has_value()) return WhyBlind();
  std::optional<SystemCall> found;
  changed_.wait_for(lock, absl::ToChronoNanoseconds(timeout), [&] {
    found = Find(pattern);
    return found.has_value() || complete_;
  });
  if (found.has_value()) return *found;
  const std::string what = absl::StrFormat(
      "the program did not %s; it printed \"%s\" on stdout, \"%s\" on stderr; "
      "%s",
      pattern.Describe(), child_->output(), child_->errors(), LastLines());
  return complete_ ? absl::FailedPreconditionError("it has ended: " + what)
                   : absl::DeadlineExceededError(absl::FormatDuration(timeout) +
                                                 " have passed: " + what);
}

absl::StatusOr<TracedRun> TracedProcess::Stop(absl::Duration timeout) {
  child_->Signal(SIGTERM);
  return Finish(timeout);
}

absl::StatusOr<TracedRun> TracedProcess::Finish(absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  const absl::StatusOr<ExitStatus> ended = child_->Wait(timeout);
  std::unique_lock<std::mutex> lock(mutex_);
  const bool complete =
      ended.ok() &&
      changed_.wait_for(lock,
                        absl::ToChronoNanoseconds(
                            std::max(deadline - absl::Now(), absl::Seconds(1))),
                        [&] { return complete_; });
  if (!complete) {
    return absl::DeadlineExceededError(absl::StrFormat(
        "the program %s within %s; %s",
        ended.ok() ? "has ended, but a child of it has not" : "did not end",
        absl::FormatDuration(timeout), LastLines()));
  }
  if (!parse_status_.ok()) return parse_status_;
  const std::optional<size_t> exec_line = ExecLine();
  if (!exec_line.has_value()) return WhyBlind();
  const Trace& whole = parser_.trace();
  return TracedRun{*ended, child_->output(), child_->errors(),
                   whole.Slice(*exec_line, whole.lines().size())};
}

}  // namespace uds_testing
