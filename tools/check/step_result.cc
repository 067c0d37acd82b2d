#include "tools/check/step_result.h"

namespace tools {

std::string ToString(StepState state) {
  switch (state) {
    case StepState::kPassed:
      return "passed";
    case StepState::kBroken:
      return "broken";
    case StepState::kNotStarted:
      return "not started";
    case StepState::kUnknown:
      return "unknown";
    case StepState::kNotJudged:
      return "not judged";
  }
  return "unknown";
}

StepState StateOf(const std::vector<Verdict>& verdicts) {
  bool all_hold = true;
  for (const Verdict& verdict : verdicts) {
    if (verdict.kind == Verdict::kBroken) return StepState::kBroken;
    if (verdict.kind == Verdict::kNotStarted) return StepState::kNotStarted;
    if (verdict.kind == Verdict::kUnknown) return StepState::kUnknown;
    all_hold &= verdict.kind == Verdict::kHolds;
  }
  return all_hold ? StepState::kPassed : StepState::kNotJudged;
}

const StepResult* FirstNotPassed(const std::vector<StepResult>& results) {
  for (const StepResult& result : results) {
    if (result.state != StepState::kPassed) return &result;
  }
  return nullptr;
}

ClauseCount CountClauses(const std::vector<StepResult>& results) {
  ClauseCount count;
  for (const StepResult& result : results) {
    count.total += result.verdicts.size();
    for (const Verdict& verdict : result.verdicts) {
      count.held += verdict.kind == Verdict::kHolds ? 1 : 0;
    }
  }
  return count;
}

}  // namespace tools
