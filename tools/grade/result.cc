#include "tools/grade/result.h"

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"

namespace tools {
namespace {

using nlohmann::json;

std::string Text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>()
                                                     : std::string();
}

int Number(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? found->get<int>()
                                                             : -1;
}

const json& List(const json& object, const char* key) {
  static const auto* const kNone = new json(json::array());
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : *kNone;
}

// The clause for which `step` is in `state`; null if there is none.
json FirstBroken(const json& step, const std::string& state) {
  json other;
  for (const json& clause : List(step, "clauses")) {
    if (!clause.is_object()) continue;
    const std::string verdict = Text(clause, "verdict");
    if (verdict == state) return clause;
    if (other.is_null() && verdict != "holds") other = clause;
  }
  return other;
}

// Nothing was seen: since the judge did not live, or not end, or since this
// machine does not let it see.
LabResult::State Unseen(const std::string& note) {
  if (absl::StrContains(note, "the judge ended with")) {
    return LabResult::kJudgeKilled;
  }
  return absl::StrContains(note, "did not come to an end")
             ? LabResult::kTimedOut
             : LabResult::kNotJudged;
}

void ReadStep(const json& step, LabResult& result) {
  const std::string state = Text(step, "state");
  result.state = LabResult::kAtStep;
  result.first_broken = FirstBroken(step, state);
  if (state == "not started" && result.step == 1) {
    result.state = LabResult::kNotStarted;
  } else if (state == "unknown" && result.first_broken.is_object()) {
    result.note = Text(result.first_broken, "seen");
    result.state = Unseen(result.note);
  }
}

}  // namespace

std::string StateText(const LabResult& result) {
  switch (result.state) {
    case LabResult::kPassed:
      return "passed";
    case LabResult::kAtStep:
      return absl::StrFormat("step %d of %d", result.step, result.steps);
    case LabResult::kNotStarted:
      return "not started";
    case LabResult::kDoesNotCompile:
      return "does not compile";
    case LabResult::kNotSubmitted:
      return "not submitted";
    case LabResult::kTimedOut:
      return "timed out";
    case LabResult::kJudgeKilled:
      return "its judge was killed";
    case LabResult::kNotJudged:
      return "could not be judged";
  }
  return "?";
}

LabResult Unjudged(const Lab& lab, LabResult::State state, std::string note) {
  LabResult result;
  result.state = state;
  result.total = lab.clauses;
  result.steps = lab.steps;
  result.note = std::move(note);
  return result;
}

LabResult ReadReport(std::string_view report, const Lab& lab) {
  LabResult result = Unjudged(lab, LabResult::kNotJudged, "");
  json whole = json::parse(report, nullptr, /*allow_exceptions=*/false);
  const json& steps = List(whole, "steps");
  const int passed = Number(whole, "passed");
  if (Number(whole, "total") != lab.clauses || passed < 0 ||
      passed > lab.clauses || static_cast<int>(steps.size()) != lab.steps) {
    result.note = "its judge printed no report of this lab";
    return result;
  }
  result.passed = passed;
  for (const json& step : steps) {
    ++result.step;
    if (step.is_object() && Text(step, "state") == "passed") continue;
    if (step.is_object()) ReadStep(step, result);
    result.report = std::move(whole);
    return result;
  }
  if (passed == lab.clauses) {
    result.state = LabResult::kPassed;
  } else {
    result.note = "its report contradicts itself";
  }
  result.report = std::move(whole);
  return result;
}

}  // namespace tools
