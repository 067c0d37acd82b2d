#include "common/testing/process_handle.h"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "common/os/posix_error.h"
#include "common/testing/guard.h"

namespace uds_testing {

absl::StatusOr<std::unique_ptr<ProcessHandle>> ProcessHandle::Create(
    pid_t pid, bool own_group) {
  std::unique_ptr<ProcessHandle> handle(new ProcessHandle(pid, own_group));
  if (own_group) GuardProcess(pid);
  handle->pidfd_ = uds::UniqueFd(::syscall(SYS_pidfd_open, pid, /*flags=*/0));
  if (!handle->pidfd_.valid()) return uds::PosixError("pidfd_open", pid);
  return handle;
}

ProcessHandle::~ProcessHandle() {
  Kill();
  Reap().IgnoreError();
}

void ProcessHandle::Signal(int signal) {
  // One that has ended and was not reaped takes signals, to no effect.
  if (WaitForEnd(absl::ZeroDuration())) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (exit_status_.has_value()) return;
  sent_.insert(signal);
  ::kill(pid_, signal);
}

void ProcessHandle::Kill() {
  Signal(SIGKILL);
  const std::lock_guard<std::mutex> lock(mutex_);
  // Until it is reaped nobody else has its pid, which is also the group's.
  if (own_group_ && !exit_status_.has_value()) ::kill(-pid_, SIGKILL);
}

bool ProcessHandle::WasSent(int signal) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return sent_.contains(signal);
}

bool ProcessHandle::WaitForEnd(absl::Duration timeout) const {
  pollfd ended{.fd = pidfd_.get(), .events = POLLIN, .revents = 0};
  const absl::Time deadline = absl::Now() + timeout;
  int ready;
  do {
    const absl::Duration left =
        std::max(deadline - absl::Now(), absl::ZeroDuration());
    ready = ::poll(&ended, 1,
                   static_cast<int>(absl::ToInt64Milliseconds(
                       absl::Ceil(left, absl::Milliseconds(1)))));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

absl::StatusOr<ExitStatus> ProcessHandle::Reap() {
  if (pidfd_.valid()) WaitForEnd(absl::InfiniteDuration());
  const std::lock_guard<std::mutex> lock(mutex_);
  if (exit_status_.has_value()) return *exit_status_;
  // Those of its group that outlive it have lost their name with it.
  if (own_group_) ForgetProcess(pid_);
  int status;
  if (::waitpid(pid_, &status, 0) != pid_)
    return uds::PosixError("waitpid", "");
  exit_status_ = WIFSIGNALED(status) ? ExitStatus::Killed(WTERMSIG(status))
                                     : ExitStatus::Exited(WEXITSTATUS(status));
  return *exit_status_;
}

}  // namespace uds_testing
