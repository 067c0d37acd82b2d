// Asks WhoIsIt what one knows already, before strangers come.
//
//   const absl::Status right = lab::TestWhoIsIt();
//   if (!right.ok()) return right;   // do not serve
//
// Not a test for all that can go wrong: `./lab check 03` is.
#ifndef LABS_03_PEERCRED_EXERCISE_SELF_TEST_H_
#define LABS_03_PEERCRED_EXERCISE_SELF_TEST_H_

#include "absl/status/status.h"

namespace lab {

// WhoIsIt has to name this process at the other end of a socketpair(2) of its
// own, and nobody for a socket that was never connected. The error says which
// answer was wrong.
absl::Status TestWhoIsIt();

}  // namespace lab

#endif  // LABS_03_PEERCRED_EXERCISE_SELF_TEST_H_
