// What became of one step of an exercise.
//
//   const StepResult* const at = FirstNotPassed(results);
//   if (at != nullptr) std::puts(ToString(at->state).c_str());  // "broken"
//
// Not for what the step is: see exercise.h.
#ifndef TOOLS_CHECK_STEP_RESULT_H_
#define TOOLS_CHECK_STEP_RESULT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "tools/check/orphans.h"
#include "tools/verdicts/verdicts.h"

namespace tools {

enum class StepState {
  kPassed,      // all clauses hold
  kBroken,      // one of them is broken, or
  kNotStarted,  // its author has yet to write it,
  kUnknown,     // or it could not be seen: the first of these that there is
  kNotJudged,   // none of these, and not all hold
};

// "passed", "broken", "not started", "unknown", "not judged".
std::string ToString(StepState state);

StepState StateOf(const std::vector<Verdict>& verdicts);

struct StepResult {
  size_t number;  // from 1
  StepState state;
  std::vector<Verdict> verdicts;     // one for each clause, in the step's order
  std::vector<Orphan> orphans = {};  // left behind, and killed
  bool finished = true;              // see ContractRun
};

// The first that is not passed; null if all are.
const StepResult* FirstNotPassed(const std::vector<StepResult>& results);

// Clauses that hold, and all that there are.
struct ClauseCount {
  size_t held = 0;
  size_t total = 0;
};
ClauseCount CountClauses(const std::vector<StepResult>& results);

}  // namespace tools

#endif  // TOOLS_CHECK_STEP_RESULT_H_
