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
// The program may be anybody's, and wrong in any way: what it prints is shown
// cut and escaped, what it leaves running is killed, and a run that goes over
// TraceBounds is ended.
//
// Not for programs that change UID by a set-user-ID file: tracing forbids that.
#ifndef COMMON_TESTING_STRACE_TRACED_PROCESS_H_
#define COMMON_TESTING_STRACE_TRACED_PROCESS_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/live_trace.h"
#include "common/testing/strace/trace.h"
#include "common/testing/temp_directory.h"

namespace uds_testing {

class TracedProcess;

struct TraceOptions {
  ChildOptions child = {};
  std::vector<Injection> injections = {};
  // Names of environment variables in which the program finds its own pid, as a
  // service manager sets LISTEN_PID.
  std::vector<std::string> pid_variables = {};
  std::string strace = "strace";  // a path, or a name to look up in PATH
  TraceBounds bounds = {};

  // What messages call it: "the server".
  std::string name = "the program";

  // Called by the destructor, once the program has ended and all that it
  // printed has come: for a last look at it.
  std::function<void(TracedProcess&)> at_end = nullptr;

  // How long the canary may take to show itself, on a machine under load.
  absl::Duration patience_for_sight = absl::Seconds(10);
};

// A program's whole life.
struct TracedRun {
  ExitStatus exit_status;
  std::string output;  // stdout and
  std::string errors;  // stderr
  Trace trace;         // from the exec of the program to its end

  // What it left running when it had ended; they were killed.
  std::vector<pid_t> leftovers = {};
};

// Owns the program: it is killed with this object if it still runs then.
class TracedProcess {
 public:
  // For what a program does at once, on a machine under load.
  static constexpr absl::Duration kPatience = absl::Seconds(10);

  // Starts `argv`; argv[0] is a path, or a name that is looked up in PATH.
  // UNAVAILABLE if there is no strace, FAILED_PRECONDITION if there is no such
  // program (see CheckProgram). Other trouble shows itself in the calls below:
  // UNAVAILABLE where ptrace(2) is refused, FAILED_PRECONDITION where the
  // program cannot be executed.
  static absl::StatusOr<std::unique_ptr<TracedProcess>> Start(
      const std::vector<std::string>& argv, TraceOptions options = {});

  TracedProcess(const TracedProcess&) = delete;
  TracedProcess& operator=(const TracedProcess&) = delete;
  ~TracedProcess();

  // Blocks until the program has made a call like `pattern`, and returns it.
  // Errors: it ended without one, or did not make it within `timeout`: they say
  // that it did not `deed`, as "call listen(2)", by default the pattern's
  // description, what it printed, and the last lines of its trace;
  // RESOURCE_EXHAUSTED if it went over a bound; UNAVAILABLE if by then not even
  // the canary was seen.
  absl::StatusOr<SystemCall> WaitFor(const CallPattern& pattern,
                                     absl::Duration timeout = kPatience,
                                     std::string deed = "");

  // The program: its pid, its output, signals to it.
  ChildProcess& process() { return *child_; }

  // Asks the program to end by SIGTERM, then as Finish.
  absl::StatusOr<TracedRun> Stop(absl::Duration timeout = kPatience);

  // Blocks until the program has ended; what it has left running after a moment
  // more is killed, which completes the trace. DEADLINE_EXCEEDED after
  // `timeout`, with the last lines; RESOURCE_EXHAUSTED if it went over a bound.
  absl::StatusOr<TracedRun> Finish(absl::Duration timeout = kPatience);

  // Kills the program and all that it started. Thread-safe.
  void Kill();

  // The same for all objects of this class that there are, by any thread.
  static void KillAll();

  // How it ended, if not as it was told to: "the server was killed by SIGSEGV",
  // "the server ended by itself: exit status 1", each with what it said on
  // stderr; or which bound it went over, or how many calls it made if those are
  // suspiciously many. Empty if there is nothing to say. Of a program that
  // `ends_by_itself` an exit is no news.
  std::string UnexpectedEnd(bool ends_by_itself = false) const;

  // "the last lines of the server's trace:", and at most twelve, where the
  // signal that killed it is marked. Empty if there are none.
  std::string LastLines() const;

 private:
  explicit TracedProcess(TraceOptions options);

  absl::Status StartStrace(const std::vector<std::string>& argv);
  absl::Status WhyBlind() const;
  absl::Status Overflow() const;
  std::string Story() const;
  std::string Busy() const;
  std::string HowItEnded(bool ends_by_itself) const;
  std::vector<pid_t> KillLeftovers();

  TraceOptions options_;
  TempDirectory directory_;  // of the FIFO
  std::string fifo_;
  std::unique_ptr<ChildProcess> child_;
  std::unique_ptr<LiveTrace> trace_;  // reads while the child lives
};

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_TRACED_PROCESS_H_
