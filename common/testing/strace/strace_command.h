// How strace(1) is called: which options, which calls, and the canary.
//
// A part of traced_process.h, where it is explained.
#ifndef COMMON_TESTING_STRACE_STRACE_COMMAND_H_
#define COMMON_TESTING_STRACE_STRACE_COMMAND_H_

#include <string>
#include <vector>

#include "common/testing/strace/injection.h"

namespace uds_testing {

// The calls that a trace shows: all that names a file, all of sockets and
// processes, reading, writing and closing, and the two that open files by other
// means. An expression for strace's -e trace=.
inline constexpr char kTracedCalls[] =
    "%file,%network,%process,?open_by_handle_at,?io_uring_setup,"
    "read,write,readv,writev,close,fcntl,fchmod,umask";

// What the canary opens, just before it becomes the program.
inline constexpr char kCanaryFile[] = "/dev/null";

// The command that runs `argv` behind the canary under `strace`, which writes
// the trace to `output`.
struct StraceOptions {
  std::string strace;
  std::vector<Injection> injections;
  std::vector<std::string> pid_variables;  // see TraceOptions
};
std::vector<std::string> StraceCommand(const StraceOptions& options,
                                       const std::string& output,
                                       const std::vector<std::string>& argv);

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_STRACE_COMMAND_H_
