// The steps of a judgement as a person sees them in a terminal.
//
//   ✔ Step 1  A socket that listens
//     ✔ BindsAndListens          listen(2) calls: 1
//   ✘ Step 2  One client
//     ✘ Replies                  broken
//
//       Rule:      The server sends back what it was sent.
//       ...
//
// Not for programs: see report.h. What stands below it: see advice.h.
#ifndef TOOLS_CHECK_SCREEN_H_
#define TOOLS_CHECK_SCREEN_H_

#include <cstddef>
#include <string>

#include "tools/check/exercise.h"
#include "tools/check/step_result.h"

namespace tools {

// The step with its clauses, in lines of at most `width` columns. The first
// that does not hold is explained. A step that was not reached is one line.
std::string ShowStep(const Exercise& exercise, const StepResult& result,
                     size_t width);

}  // namespace tools

#endif  // TOOLS_CHECK_SCREEN_H_
