// What a trace of system calls tells of, as plain data.
//
//   for (const SystemCall& call : trace.calls()) {
//     if (call.name == "bind" && call.Succeeded()) Use(call.args[1]);
//     // {sa_family=AF_UNIX, sun_path="echo.sock"}
//   }
//
// Not for the meaning of an argument: its text is kept as strace printed it,
// and arguments.h reads what is in it.
#ifndef COMMON_TESTING_STRACE_EVENT_H_
#define COMMON_TESTING_STRACE_EVENT_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace uds_testing {

// One system call, from its entry to its end. Lines are 0-based indices into
// Trace::lines().
struct SystemCall {
  pid_t thread = 0;               // the thread that entered it
  absl::Time time;                // when it entered, in microseconds
  std::string name;               // "accept4"
  std::vector<std::string> args;  // "3", "{sa_family=AF_UNIX}", "[16 => 2]"
  std::string result;             // all after "= ", as "-1 EAGAIN (...)"
  std::optional<int64_t> value;   // the number in it; none for "?"
  std::string error;              // "EAGAIN", or empty
  bool injected = false;          // strace made the result, not the kernel
  // False: the thread died in the call, or the trace ended before it did.
  bool returned = true;
  size_t first_line = 0;  // where it was entered
  // Where it returned or its thread died; first_line if no line tells.
  size_t last_line = 0;

  // Whether it returned a value, and that is not an error.
  bool Succeeded() const { return returned && value && error.empty(); }

  friend bool operator==(const SystemCall&, const SystemCall&) = default;
};

// As strace would print it: `listen(3, 128) = 0`.
std::ostream& operator<<(std::ostream& out, const SystemCall& call);

// A signal that reached a thread.
struct SignalDelivery {
  pid_t thread = 0;
  absl::Time time;
  std::string name;     // "SIGTERM"
  std::string details;  // "{si_signo=SIGTERM, si_code=SI_USER, si_pid=7, ...}"
  size_t line = 0;

  friend bool operator==(const SignalDelivery&,
                         const SignalDelivery&) = default;
};

// The end of a thread: by exit with `status`, or by `signal`.
struct ThreadExit {
  pid_t thread = 0;
  absl::Time time;
  std::optional<int> status;
  std::string signal;  // "SIGKILL", or empty
  bool core_dumped = false;
  size_t line = 0;

  friend bool operator==(const ThreadExit&, const ThreadExit&) = default;
};

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_EVENT_H_
