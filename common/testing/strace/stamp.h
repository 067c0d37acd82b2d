// What stands before the event on each line of a trace: the thread's id and the
// time.
//
//   std::string_view line = "812   1700000000.123456 listen(3, 128) = 0";
//   absl::StatusOr<Stamp> stamp = TakeStamp(line);
//   // stamp->thread == 812, line == "listen(3, 128) = 0"
//
// Part of the parser. Not for other forms of time than that of strace -ttt.
#ifndef COMMON_TESTING_STRACE_STAMP_H_
#define COMMON_TESTING_STRACE_STAMP_H_

#include <sys/types.h>

#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace uds_testing {

struct Stamp {
  pid_t thread = 0;
  absl::Time time;
};

// Removes the stamp from the front of `line`. INVALID_ARGUMENT says which part
// is missing.
absl::StatusOr<Stamp> TakeStamp(std::string_view& line);

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_STAMP_H_
