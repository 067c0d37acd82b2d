// The trace of a program that is still running: read from the FIFO that
// strace(1) writes to, parsed as it comes, and waited on.
//
//   auto trace = LiveTrace::Create(directory.Path(kTraceName), {});
//   ... start strace, which writes there ...
//   (*trace)->Start(end_fd, kill);
//   (*trace)->WaitFor(Call("listen").Returning(0), absl::Seconds(10));
//
// A part of TracedProcess, where it is explained. Not for a trace in a file:
// see Trace::Parse.
#ifndef COMMON_TESTING_STRACE_LIVE_TRACE_H_
#define COMMON_TESTING_STRACE_LIVE_TRACE_H_

#include <sys/types.h>

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/event.h"
#include "common/testing/strace/parser.h"
#include "common/testing/strace/trace.h"

namespace uds_testing {

// What one run may do, before it is taken to be out of control and killed.
struct TraceBounds {
  size_t calls = 200'000;
  size_t bytes = 64 << 20;       // of the trace
  size_t line_bytes = 1 << 20;   // of one line of it
  size_t threads_at_once = 500;  // of all its processes
};

// Thread-safe once it is started.
class LiveTrace {
 public:
  // Makes the FIFO `path`.
  static absl::StatusOr<std::unique_ptr<LiveTrace>> Create(
      const std::string& path, const TraceBounds& bounds);

  LiveTrace(const LiveTrace&) = delete;
  LiveTrace& operator=(const LiveTrace&) = delete;
  ~LiveTrace();  // stops to read

  // Reads from now on. `end_fd`, borrowed, is readable once the program has
  // ended. `kill` is called, by another thread, where it goes over a bound;
  // what it still does is then dropped.
  void Start(int end_fd, std::function<void()> kill);

  // Until the program has begun, which is when the canary's exec is seen; false
  // if it has not after `timeout`, or never will.
  bool WaitForBegin(absl::Duration timeout) const;

  // Until the program has made a call like `pattern`; none after `timeout`, or
  // as soon as it can make no more.
  std::optional<SystemCall> WaitFor(const CallPattern& pattern,
                                    absl::Duration timeout) const;

  // Until all that was traced has ended; false after `timeout`.
  bool WaitForCompletion(absl::Duration timeout) const;

  bool empty() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return parser_.trace().lines().empty();
  }
  bool complete() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return complete_;
  }

  // How many were made, those of the canary among them.
  size_t call_count() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return calls_looked_at_;
  }

  // INVALID_ARGUMENT if a line was not strace's.
  absl::Status status() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return parse_status_;
  }

  // Which bound it went over, as "made more than 200000 system calls in this
  // run: it spins"; empty if none.
  std::string overflow() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return overflow_;
  }

  // From the beginning of the program, which has been seen, to now.
  Trace Whole() const;

  // The last lines from the beginning of the program on, in the form of
  // Trace::Excerpt; long lines are cut. Marked is the last one or, where
  // `signal`, as "SIGSEGV", was delivered, that delivery. Empty if there are
  // none.
  std::string LastLines(std::string_view signal = "") const;

 private:
  explicit LiveTrace(const TraceBounds& bounds) : bounds_(bounds) {}

  void Read(int end_fd);  // the body of reader_
  bool TakeChunk();

  // With mutex_ held.
  void TakeLine(std::string_view line);
  void CountThreads();
  void CheckBounds();

  const TraceBounds bounds_;
  uds::UniqueFd fifo_;
  // A writer of ours, until the program has ended: without one, an strace that
  // fails before it opens the FIFO would leave us to wait for its end for ever.
  uds::UniqueFd fifo_guard_;
  uds::UniqueFd wake_;  // eventfd: the reader shall end
  std::function<void()> kill_;
  std::thread reader_;

  mutable std::mutex mutex_;  // guards what follows
  mutable std::condition_variable changed_;
  TraceParser parser_;
  absl::Status parse_status_;
  std::string unfinished_;  // of a line
  size_t bytes_ = 0;
  size_t calls_looked_at_ = 0;
  size_t exits_looked_at_ = 0;
  std::set<pid_t> threads_;  // that live
  bool canary_seen_ = false;
  std::optional<size_t> begin_;  // the line of the program's exec
  std::string overflow_;
  bool complete_ = false;
};

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_LIVE_TRACE_H_
