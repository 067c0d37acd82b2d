// An exercise judged step by step, by its lab's contract.
//
//   absl::StatusOr<std::vector<StepResult>> results = Judge(
//       {.contract = {.program = ".../contract_test",
//                     .server = ".../exercise/server",
//                     .client = ".../client"}},
//       exercise, [](const StepResult& step) { ... });
//   // results->at(0).state == StepState::kPassed
//
// What the judged program leaves behind is ended after each step. Not for two
// at a time in one process, nor beside other children that it starts.
#ifndef TOOLS_CHECK_JUDGEMENT_H_
#define TOOLS_CHECK_JUDGEMENT_H_

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/check/contract_program.h"
#include "tools/check/exercise.h"
#include "tools/check/step_result.h"

namespace tools {

struct JudgeOptions {
  ContractOptions contract;  // its time limit is for one step

  // Goes on behind a step that is not passed. Clauses that need what does not
  // hold are not judged then.
  bool judge_all = false;

  // What the judged program has started may need so long to end.
  absl::Duration grace = absl::Seconds(2);
};

// Judges the steps in order and stops behind the first that is not passed; the
// clauses of later ones are "not judged". Returns a result for each step, and
// calls `on_step` with it as soon as it is there. Blocks for seconds to
// minutes.
//
// Errors: INVALID_ARGUMENT if the exercise names a clause that the contract has
// not got, or leaves one out; CANCELLED, see ContractOptions; NOT_FOUND if
// there is no such contract.
absl::StatusOr<std::vector<StepResult>> Judge(
    const JudgeOptions& options, const Exercise& exercise,
    const std::function<void(const StepResult&)>& on_step);

}  // namespace tools

#endif  // TOOLS_CHECK_JUDGEMENT_H_
