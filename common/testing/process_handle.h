// A child process of ours to be signalled, waited for and reaped, without ever
// taking another for it that got its pid later. A part of ChildProcess.
//
//   handle.Signal(SIGTERM);
//   if (handle.WaitForEnd(absl::Seconds(10))) ended = handle.Reap();
//
// Not for processes that others have started: those cannot be reaped.
#ifndef COMMON_TESTING_PROCESS_HANDLE_H_
#define COMMON_TESTING_PROCESS_HANDLE_H_

#include <sys/types.h>

#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/testing/exit_status.h"

namespace uds_testing {

// Owns the process: the destructor kills and reaps it. Thread-safe.
class ProcessHandle {
 public:
  // `pid` was started by this process and not waited for. With `own_group` it
  // leads a process group, which is killed with it. On an error the process is
  // killed.
  static absl::StatusOr<std::unique_ptr<ProcessHandle>> Create(pid_t pid,
                                                               bool own_group);

  ProcessHandle(const ProcessHandle&) = delete;
  ProcessHandle& operator=(const ProcessHandle&) = delete;
  ~ProcessHandle();

  pid_t pid() const { return pid_; }

  // Readable once it has ended. Borrowed.
  int end_fd() const { return pidfd_.get(); }

  // Nothing happens if it has ended.
  void Signal(int signal);

  // SIGKILL to it and to its group, which may outlive it until it is reaped.
  void Kill();

  // Whether `signal` was sent by one of the two, while the process ran.
  bool WasSent(int signal) const;

  // False after `timeout`.
  bool WaitForEnd(absl::Duration timeout) const;

  // Blocks until it has ended. May be called again; the result stays.
  absl::StatusOr<ExitStatus> Reap();

 private:
  ProcessHandle(pid_t pid, bool own_group) : pid_(pid), own_group_(own_group) {}

  const pid_t pid_;
  const bool own_group_;
  uds::UniqueFd pidfd_;
  mutable std::mutex mutex_;  // guards what follows
  std::optional<ExitStatus> exit_status_;
  std::set<int> sent_;
};

}  // namespace uds_testing

#endif  // COMMON_TESTING_PROCESS_HANDLE_H_
