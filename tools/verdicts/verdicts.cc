#include "tools/verdicts/verdicts.h"

#include "absl/status/status.h"
#include "nlohmann/json.hpp"

namespace tools {
namespace {

using nlohmann::json;

// GoogleTest writes properties beside its own keys.
Verdict::Kind KindOf(const json& test) {
  const std::string verdict = test.value("verdict", "");
  if (verdict == "unknown") return Verdict::kUnknown;
  if (verdict == "not started") return Verdict::kNotStarted;
  if (test.contains("failures")) return Verdict::kBroken;
  if (verdict == "not judged") return Verdict::kNotJudged;
  return test.value("result", "") == "COMPLETED" ? Verdict::kHolds
                                                 : Verdict::kSkipped;
}

std::vector<std::string> Failures(const json& test) {
  std::vector<std::string> failures;
  for (const json& failure : test.value("failures", json::array())) {
    failures.push_back(failure.value("failure", ""));
  }
  return failures;
}

// GoogleTest 1.12 writes no reason of a skip into its report.
std::string Note(const json& test) {
  const std::string step = test.value("not_started", "");
  return step.empty() ? test.value("not_judged", "") : step;
}

}  // namespace

absl::StatusOr<std::vector<Verdict>> ParseVerdicts(std::string_view text) {
  const json report = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!report.is_object() || !report.value("testsuites", json()).is_array()) {
    return absl::InvalidArgumentError("the contract wrote no report");
  }
  std::vector<Verdict> verdicts;
  for (const json& suite : report["testsuites"]) {
    for (const json& test : suite.value("testsuite", json::array())) {
      verdicts.push_back({.kind = KindOf(test),
                          .clause = test.value("name", ""),
                          .sentence = test.value("sentence", ""),
                          .hint = test.value("hint", ""),
                          .figure = test.value("figure", ""),
                          .note = Note(test),
                          .failures = Failures(test),
                          .program = test.value("program", "")});
    }
  }
  if (verdicts.empty()) {
    return absl::InvalidArgumentError("the contract has no clause");
  }
  return verdicts;
}

}  // namespace tools
