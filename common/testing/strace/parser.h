// Reads a trace line by line, as strace writes it.
//
//   TraceParser parser;
//   while (NextLine(&line)) {
//     if (absl::Status status = parser.AddLine(line); !status.ok()) return
//     status; if (Listens(parser.trace().calls())) break;  // the program is
//     ready
//   }
//
// strace breaks a call in two where another thread gets in between:
//
//   8 1700000000.000001 read(3,  <unfinished ...>
//   9 1700000000.000002 write(4, "x", 1) = 1
//   8 1700000000.000003 <... read resumed>"x", 8) = 1
//
// The parser joins them again. Not for a text that is there as a whole: see
// Trace::Parse.
#ifndef COMMON_TESTING_STRACE_PARSER_H_
#define COMMON_TESTING_STRACE_PARSER_H_

#include <sys/types.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/testing/strace/event.h"
#include "common/testing/strace/trace.h"

namespace uds_testing {

// Not thread-safe.
class TraceParser {
 public:
  // Takes one line, without its newline. What it completes is in trace() at
  // once. INVALID_ARGUMENT names the line (counted from 1), what is wrong, and
  // its text, escaped and shortened; the line is then in lines() and has no
  // events, and the next one may be added.
  absl::Status AddLine(std::string_view line);

  // Appends the calls that no line has ended. Call once, after the last line.
  void Finish();

  // All lines, and the events completed so far; calls() only ever grows at its
  // end. Valid as long as this object, changed by AddLine and Finish.
  const Trace& trace() const { return trace_; }

 private:
  // Where an event stands: thread, time, and index of the line.
  struct Place {
    pid_t thread;
    absl::Time time;
    size_t line;
  };
  // A call whose end has not been seen.
  struct Pending {
    Place entry;
    std::string text;  // "read(3, "
  };

  absl::Status AddEvent(std::string_view line, size_t index);
  absl::Status AddEntry(const Place& place, std::string_view text);
  absl::Status AddResumption(const Place& place, std::string_view text);
  absl::Status AddSignal(const Place& place, std::string_view text);
  absl::Status AddExit(const Place& place, std::string_view text);
  absl::Status AddSupersession(const Place& place, std::string_view text);

  // Takes `call` with all of its text up to `place`: whole, or to be resumed.
  absl::Status Advance(Pending call, const Place& place);
  void AppendCall(SystemCall call, const Place& entry, size_t last_line);
  void AppendUnreturned(const Pending& call, size_t last_line);
  // Ends the call that a thread is in, if it is in one.
  void EndCallOf(pid_t thread, size_t last_line);

  Trace trace_;
  std::map<pid_t, Pending> pending_;  // by the thread that will resume it
};

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_PARSER_H_
