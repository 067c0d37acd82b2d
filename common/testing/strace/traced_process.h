// Runs a program under strace(1) and returns what it did as data.
//
//   absl::StatusOr<std::unique_ptr<TracedProcess>> server =
//       TracedProcess::Start({"./server", "--socket=s"});
//   absl::Status ready = (*server)->WaitFor(Call("listen").Returning(0));
//   ...
//   absl::StatusOr<TracedRun> run = (*server)->Stop();
//   EXPECT_THAT(run->trace, NeverOpensAFile());
//
// The program is this process's own child, with its own pid and exit status;
// the tracer stands aside (strace -D). It is followed into its threads and
// children (-f), from its exec to its end, and everything else about it is as
// without a tracer, but for speed and for NoNewPrivs, which the seccomp filter
// sets.
//
// No run without proof of sight: strace starts a canary, which opens a file and
// then becomes the program, in the same trace and under the same filter. Where
// the canary's open does not stand in the trace, as where ptrace(2) is refused,
// the result is UNAVAILABLE, and says what to do about it; never an empty
// trace.
//
// Not for programs that change UID by a set-user-ID file: tracing forbids that.
#ifndef COMMON_TESTING_STRACE_TRACED_PROCESS_H_
#define COMMON_TESTING_STRACE_TRACED_PROCESS_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/parser.h"
#include "common/testing/strace/trace.h"
#include "common/testing/temp_directory.h"

namespace uds_testing {

struct TraceOptions {
  ChildOptions child = {};
  std::vector<Injection> injections = {};
  // Names of environment variables in which the program finds its own pid, as a
  // service manager sets LISTEN_PID.
  std::vector<std::string> pid_variables = {};
  std::string strace = "strace";  // a path, or a name to look up in PATH

  // How long the canary may take to show itself, on a machine under load.
  absl::Duration patience_for_sight = absl::Seconds(10);
};

// A program's whole life.
struct TracedRun {
  ExitStatus exit_status;
  std::string output;  // stdout and
  std::string errors;  // stderr
  Trace trace;         // from the exec of the program to its end
};

// Owns the program: it is killed with this object if it still runs then.
class TracedProcess {
 public:
  static constexpr absl::Duration kPatience = absl::Seconds(30);

  // Starts `argv`; argv[0] is a path. UNAVAILABLE if there is no strace. Other
  // trouble shows itself in the calls below: UNAVAILABLE where ptrace(2) is
  // refused, FAILED_PRECONDITION where the program cannot be executed.
  static absl::StatusOr<std::unique_ptr<TracedProcess>> Start(
      const std::vector<std::string>& argv, TraceOptions options = {});

  TracedProcess(const TracedProcess&) = delete;
  TracedProcess& operator=(const TracedProcess&) = delete;
  ~TracedProcess();

  // Blocks until the program has made a call like `pattern`, and returns it.
  // Errors: it ended without one, or did not make it within `timeout`;
  // UNAVAILABLE if by then not even the canary was seen.
  absl::StatusOr<SystemCall> WaitFor(const CallPattern& pattern,
                                     absl::Duration timeout = kPatience);

  // The program: its pid, its output, signals to it.
  ChildProcess& process() { return *child_; }

  // Asks the program to end by SIGTERM, then as Finish.
  absl::StatusOr<TracedRun> Stop(absl::Duration timeout = kPatience);

  // Blocks until the program and all its children have ended, which completes
  // the trace. DEADLINE_EXCEEDED after `timeout`, with the last lines.
  absl::StatusOr<TracedRun> Finish(absl::Duration timeout = kPatience);

 private:
  TracedProcess() = default;

  void ReadTrace();  // the body of reader_
  bool TakeChunk(std::string& unfinished);

  // With mutex_ held.
  std::optional<size_t> ExecLine() const;
  std::optional<SystemCall> Find(const CallPattern& pattern) const;
  absl::Status WhyBlind() const;
  std::string LastLines() const;

  TempDirectory directory_;  // of the FIFO
  absl::Duration patience_for_sight_;
  std::unique_ptr<ChildProcess> child_;
  uds::UniqueFd fifo_;
  // A writer of ours, until the program has ended: without one, an strace that
  // fails before it opens the FIFO would leave us to wait for its end for ever.
  uds::UniqueFd fifo_guard_;
  uds::UniqueFd wake_;  // eventfd: the reader shall end
  std::thread reader_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  TraceParser parser_;
  absl::Status parse_status_;
  bool complete_ = false;
};

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_TRACED_PROCESS_H_
