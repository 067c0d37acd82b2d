// What stands in an exercise where the learner's own code will be.
//
//   absl::StatusOr<uds::UniqueFd> Listen(const uds::UnixAddress& address) {
//     return uds::NotStarted(1, "a socket that listens: socket(2), listen(2)");
//   }
//
// Its contract then says "not started" instead of "broken". Not for what a
// finished program cannot do: that is an error, and says which.
#ifndef COMMON_EXERCISE_NOT_STARTED_H_
#define COMMON_EXERCISE_NOT_STARTED_H_

#include <string_view>

#include "absl/status/status.h"

namespace uds {

// Writes "not started: step `step`: `what`" to stderr, the first time in a
// process, and returns UNIMPLEMENTED. `what` says what is to be done, in one
// line. Where no Status can be returned, IgnoreError().
absl::Status NotStarted(int step, std::string_view what);

}  // namespace uds

#endif  // COMMON_EXERCISE_NOT_STARTED_H_
