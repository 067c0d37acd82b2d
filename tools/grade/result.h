// What became of one lab of one submission.
//
//   const LabResult result = ReadReport(check_json, lab);
//   // StateText(result): "step 2 of 5"
//
// Not for running a judge: see judge.h.
#ifndef TOOLS_GRADE_RESULT_H_
#define TOOLS_GRADE_RESULT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "nlohmann/json.hpp"
#include "tools/grade/submission.h"

namespace tools {

struct LabResult {
  enum State {
    kPassed,
    kAtStep,      // of `steps`, the first that is not passed
    kNotStarted,  // the same, and it is the first, and nothing is written
    kDoesNotCompile,
    kNotSubmitted,
    kTimedOut,
    kJudgeKilled,  // what is known of it is not to be trusted
    kNotJudged,    // it could not be judged, for which it need not be to blame
  };

  State state = kNotSubmitted;
  int passed = 0;  // clauses that hold
  int total = 0;
  int step = 0;
  int steps = 0;
  absl::Duration time = absl::ZeroDuration();

  std::string file;                 // what was handed in
  std::string note;                 // why, where the state does not say all
  std::vector<std::string> errors;  // of the compiler
  nlohmann::json first_broken;      // the first broken clause, or null
  nlohmann::json report;            // all that ./lab check said, or null
};

// Whether nothing can be said of it.
inline bool IsUnjudged(const LabResult& result) {
  return result.state == LabResult::kJudgeKilled ||
         result.state == LabResult::kNotJudged;
}

// "passed", "step 2 of 5", "not started", "does not compile", "not submitted",
// "timed out", "its judge was killed", "could not be judged".
std::string StateText(const LabResult& result);

// Of a lab that nothing was judged of.
LabResult Unjudged(const Lab& lab, LabResult::State state, std::string note);

// Of what `check --json --all` printed. Whatever it is: who is judged may have
// written it.
LabResult ReadReport(std::string_view report, const Lab& lab);

}  // namespace tools

#endif  // TOOLS_GRADE_RESULT_H_
