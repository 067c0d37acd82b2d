// A program that a test starts, feeds, watches and ends.
//
//   absl::StatusOr<std::unique_ptr<ChildProcess>> child =
//       ChildProcess::Start({"/bin/cat"}, {.input = "hello"});
//   EXPECT_EQ((*child)->Wait(absl::Seconds(10)), ExitStatus::Exited(0));
//   EXPECT_EQ((*child)->output(), "hello");
//
// What it prints is collected as it comes, so it can never block on a full
// pipe. Not for programs that need a terminal.
#ifndef COMMON_TESTING_CHILD_PROCESS_H_
#define COMMON_TESTING_CHILD_PROCESS_H_

#include <sys/types.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/testing/clean_environment.h"
#include "common/testing/exit_status.h"
#include "common/testing/process_handle.h"

namespace uds_testing {

struct ChildOptions {
  std::vector<std::string> environment = CleanEnvironment();  // "NAME=value"
  std::string directory = {};  // to start in; empty: this process's
  std::string input = {};      // what it finds on stdin, and then the end
  // stdin stays open, without more input, until CloseInput.
  bool keep_input_open = false;
  // Borrowed; the child finds them as 3, 4 and so on.
  std::vector<int> descriptors = {};
  // It leads a process group of its own, which is killed with it: what it
  // starts ends with it, as far as that stays in the group. Also when this
  // process is killed, where that has a guard (guard.h).
  bool own_group = false;
};

// Owns the process: the destructor kills it (SIGKILL) and reaps it. Each of
// output and errors is kept up to 16 MiB; what is beyond is read and dropped.
class ChildProcess {
 public:
  // Starts `argv`; argv[0] is a path, or a name that is looked up in this
  // process's PATH. Signals are unblocked and at their defaults. Fails with the
  // errno of posix_spawn(3), NOT_FOUND where there is no such program.
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(
      const std::vector<std::string>& argv, ChildOptions options = {});

  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  pid_t pid() const { return process_->pid(); }

  // Readable once it has ended: a pidfd. Borrowed.
  int end_fd() const { return process_->end_fd(); }

  // What it has printed so far to stdout and stderr.
  std::string output() const;
  std::string errors() const;

  // Blocks until `text` stands in its stdout; DEADLINE_EXCEEDED after
  // `timeout`, FAILED_PRECONDITION if stdout is closed without it. Both say
  // what was printed instead.
  absl::Status WaitForOutput(std::string_view text, absl::Duration timeout);

  // More for its stdin, which must be open still.
  void WriteInput(std::string_view bytes);

  // After what it has not read yet, stdin ends.
  void CloseInput();

  // Sends `signal`; nothing happens if the process has ended.
  void Signal(int signal) { process_->Signal(signal); }

  // Sends SIGKILL to it and, if it has one, to its group. Thread-safe.
  void Kill() { process_->Kill(); }

  // Whether `signal` was sent by one of the two, while the process ran.
  bool WasSent(int signal) const { return process_->WasSent(signal); }

  // Blocks until it has ended, and leaves it at that; false after `timeout`.
  bool WaitForEnd(absl::Duration timeout) const {
    return process_->WaitForEnd(timeout);
  }

  // Blocks until it has ended and its output is complete (or kept open for 2 s
  // more by a child of its own). DEADLINE_EXCEEDED after `timeout`. May be
  // called again; the result stays.
  absl::StatusOr<ExitStatus> Wait(absl::Duration timeout);

 private:
  struct Stream {
    uds::UniqueFd fd;
    std::string text;
  };

  ChildProcess() = default;

  void Pump();  // the body of pump_
  void ReadSome(Stream& stream);
  void WriteSome();

  std::unique_ptr<ProcessHandle> process_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  Stream output_;
  Stream errors_;
  uds::UniqueFd input_;
  std::string unwritten_;
  bool keep_input_open_ = false;
  bool stop_ = false;

  uds::UniqueFd wake_;  // eventfd: `stop_` or the input has changed
  std::thread pump_;
};

}  // namespace uds_testing

#endif  // COMMON_TESTING_CHILD_PROCESS_H_
