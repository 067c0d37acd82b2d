// A whole system-call trace: its lines, and the events that they tell of.
//
//   absl::StatusOr<Trace> trace = Trace::Parse(text);
//   for (const SystemCall& call : trace->calls()) {
//     if (call.name == "openat") std::cout << trace->Excerpt(call.first_line);
//   }
//
// The text is what `strace -D -f -q -ttt -s 256 -o FILE` writes. Not for other
// forms (no thread id, -y, -T, -c). Not a proof of its own completeness: that a
// call is absent means something only where the trace could have shown it.
#ifndef COMMON_TESTING_STRACE_TRACE_H_
#define COMMON_TESTING_STRACE_TRACE_H_

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/testing/strace/event.h"

namespace uds_testing {

// A value: copies are independent. Indices of lines are 0-based; messages for
// people count from 1.
class Trace {
 public:
  // A trace without lines.
  Trace() = default;

  // INVALID_ARGUMENT names the first line that is not one of strace's. A trace
  // that is understood in part is not evidence, so there is no lenient mode.
  static absl::StatusOr<Trace> Parse(std::string_view text);

  // These return references, except for a trace that is about to go, as in
  //   for (const SystemCall& call : trace.Slice(begin, end).calls())
  const std::vector<std::string>& lines() const& { return lines_; }
  std::vector<std::string> lines() && { return std::move(lines_); }

  // In the order in which they ended, by return or by the death of their
  // thread; those that no line ends come last, in the order of their entry.
  // The order of the ends is the one in which effects are certain: a bind that
  // has returned is done, one that was entered may not be. It also lets a live
  // trace grow at its end only.
  const std::vector<SystemCall>& calls() const& { return calls_; }
  std::vector<SystemCall> calls() && { return std::move(calls_); }

  // Deliveries. That a thread stopped ("--- stopped by SIGSTOP ---") is none.
  const std::vector<SignalDelivery>& signals() const& { return signals_; }
  std::vector<SignalDelivery> signals() && { return std::move(signals_); }

  const std::vector<ThreadExit>& exits() const& { return exits_; }
  std::vector<ThreadExit> exits() && { return std::move(exits_); }

  // The events entered in lines [first_line, end_line), with all the lines, so
  // that line numbers stay and excerpts show neighbours.
  Trace Slice(size_t first_line, size_t end_line) const;

  // Line `line`, marked with "> ", with `around` lines either side; each ends
  // in a newline. Empty if there is no such line.
  std::string Excerpt(size_t line, size_t around = 3) const;

  friend bool operator==(const Trace&, const Trace&) = default;

 private:
  friend class TraceParser;

  std::vector<std::string> lines_;
  std::vector<SystemCall> calls_;
  std::vector<SignalDelivery> signals_;
  std::vector<ThreadExit> exits_;
};

// One line about the trace, for messages of failed expectations.
std::ostream& operator<<(std::ostream& out, const Trace& trace);

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_TRACE_H_
