// The processes that a strace(1) of ours has under it, found by where it
// writes: also those that left their parent, their group and their session.
//
//   KillTracees("/tmp/uds-XXXXXX/trace", absl::Seconds(5));
//
// Looks through /proc, so not for what happens often.
#ifndef COMMON_TESTING_TRACEES_H_
#define COMMON_TESTING_TRACEES_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace uds_testing {

// The name of the file, in a directory of its own, that a trace is written to.
inline constexpr char kTraceName[] = "trace";

// Processes whose tracer has `file` open. This process never counts as a
// tracer.
std::vector<pid_t> TraceesInto(const std::string& file);

// Kills them all, also those that they start meanwhile; false if some are left
// after `timeout`. Their tracer stops for a moment, and lives.
bool KillTracees(const std::string& file, absl::Duration timeout);

}  // namespace uds_testing

#endif  // COMMON_TESTING_TRACEES_H_
