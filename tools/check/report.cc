#include "tools/check/report.h"

#include "nlohmann/json.hpp"
#include "tools/check/explanation.h"
#include "tools/check/printable.h"
#include "tools/verdicts/evidence.h"

namespace tools {
namespace {

using Json = nlohmann::ordered_json;

std::string ToString(Verdict::Kind kind) {
  switch (kind) {
    case Verdict::kHolds:
      return "holds";
    case Verdict::kBroken:
      return "broken";
    case Verdict::kNotStarted:
      return "not started";
    case Verdict::kUnknown:
      return "unknown";
    case Verdict::kNotJudged:
      return "not judged";
    case Verdict::kSkipped:
      break;
  }
  return "skipped";
}

Json Explained(const Verdict& verdict) {
  Json lines = Json::array();
  if (!NeedsExplanation(verdict)) return lines;
  for (const std::string& line : Explanation(verdict)) lines.push_back(line);
  return lines;
}

Json ToJson(const Verdict& verdict) {
  const Evidence evidence = verdict.failures.empty()
                                ? Evidence{}
                                : ParseFailure(verdict.failures.front());
  return {{"name", verdict.clause},        {"verdict", ToString(verdict.kind)},
          {"rule", verdict.sentence},      {"hint", verdict.hint},
          {"figure", verdict.figure},      {"note", verdict.note},
          {"expected", evidence.expected}, {"seen", evidence.seen},
          {"trace", evidence.trace},       {"explanation", Explained(verdict)}};
}

Json ToJson(const Step& step, const StepResult& result) {
  Json clauses = Json::array();
  for (const Verdict& verdict : result.verdicts) {
    clauses.push_back(ToJson(verdict));
  }
  Json orphans = Json::array();
  for (const Orphan& orphan : result.orphans) {
    orphans.push_back({{"pid", orphan.pid},
                       {"name", Printable(orphan.name)},
                       {"killed", orphan.killed}});
  }
  return {{"number", result.number},
          {"title", step.title},
          {"state", tools::ToString(result.state)},
          {"pages", step.pages},
          {"clauses", clauses},
          {"finished", result.finished},
          {"left_behind", orphans}};
}

}  // namespace

int ExitStatusOf(const std::vector<StepResult>& results) {
  const StepResult* const at = FirstNotPassed(results);
  if (at == nullptr) return 0;
  const bool judged =
      at->state == StepState::kBroken || at->state == StepState::kNotStarted;
  return judged ? 1 : 3;
}

std::string Report(const std::string& lab, const std::string& server,
                   const Exercise& exercise,
                   const std::vector<StepResult>& results) {
  const StepResult* const at = FirstNotPassed(results);
  const ClauseCount count = CountClauses(results);
  Json steps = Json::array();
  for (const StepResult& result : results) {
    steps.push_back(ToJson(exercise.steps[result.number - 1], result));
  }
  const Json whole = {
      {"lab", lab},
      {"server", Printable(server)},
      {"state",
       tools::ToString(at == nullptr ? StepState::kPassed : at->state)},
      {"step", at == nullptr ? 0 : at->number},
      {"passed", count.held},
      {"total", count.total},
      {"exit_status", ExitStatusOf(results)},
      {"steps", steps}};
  return whole.dump(2) + "\n";
}

}  // namespace tools
