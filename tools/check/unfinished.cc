#include "tools/check/unfinished.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace tools {
namespace {

constexpr std::string_view kFailure = ": Failure";

// What was printed of one clause, and whether it was the last to be printed.
struct Section {
  bool begun = false;
  std::string end;  // "OK", "FAILED", "SKIPPED"; empty if there is none
  std::vector<std::string> lines;
};

// Whether `line` is GoogleTest's "[ WORD ] Contract.CLAUSE", perhaps with a
// time behind it.
bool IsMark(std::string_view line, std::string_view word,
            const std::string& clause) {
  const size_t bracket = line.find(']');
  if (!line.starts_with('[') || bracket == line.npos) return false;
  std::string_view inside = line.substr(1, bracket - 1);
  inside.remove_prefix(std::min(inside.find_first_not_of(' '), inside.size()));
  inside.remove_suffix(inside.size() - inside.find_last_not_of(' ') - 1);
  const std::string name = " Contract." + clause;
  std::string_view rest = line.substr(bracket + 1);
  if (inside != word || !rest.starts_with(name)) return false;
  rest.remove_prefix(name.size());
  return rest.empty() || rest.starts_with(" (");
}

Section SectionOf(const std::string& clause,
                  const std::vector<std::string>& lines) {
  Section section;
  for (const std::string& line : lines) {
    if (IsMark(line, "RUN", clause)) {
      section.begun = true;
      continue;
    }
    if (!section.begun) continue;
    for (const char* const word : {"OK", "FAILED", "SKIPPED"}) {
      if (!IsMark(line, word, clause)) continue;
      section.end = word;
      return section;
    }
    section.lines.push_back(line);
  }
  return section;
}

// GoogleTest's "FILE:LINE: Failure" and what follows, up to the rule, which the
// contract prints behind the last of them; in the form of its report.
std::vector<std::string> Failures(const std::vector<std::string>& lines) {
  std::vector<std::string> failures;
  for (const std::string& line : lines) {
    if (line.starts_with("  Rule:")) break;
    if (line.ends_with(kFailure)) {
      failures.push_back(line.substr(0, line.size() - kFailure.size()));
    } else if (!failures.empty()) {
      failures.back() += "\n" + line;
    }
  }
  return failures;
}

Verdict Unknown(const ContractClause& clause, const std::string& reason,
                const std::vector<std::string>& said) {
  Verdict verdict = VerdictOn(clause, Verdict::kUnknown, "");
  verdict.failures = {"Failed\n" + reason};
  if (!said.empty()) {
    verdict.failures[0] += "\nIts last words:\n" + absl::StrJoin(said, "\n");
  }
  return verdict;
}

Verdict VerdictOf(const ContractClause& clause, const Section& section,
                  const std::string& reason) {
  if (section.end == "OK") return VerdictOn(clause, Verdict::kHolds, "");
  if (section.end == "SKIPPED") {
    return VerdictOn(clause, Verdict::kNotJudged,
                     "what it needs does not hold, or is missing here");
  }
  if (section.end == "FAILED") {
    Verdict verdict = VerdictOn(clause, Verdict::kBroken, "");
    verdict.failures = Failures(section.lines);
    return verdict;
  }
  if (section.begun) return Unknown(clause, reason, section.lines);
  return VerdictOn(clause, Verdict::kNotJudged, "the judge did not get so far");
}

}  // namespace

Verdict VerdictOn(const ContractClause& clause, Verdict::Kind kind,
                  const std::string& note) {
  return {.kind = kind,
          .clause = clause.name,
          .sentence = clause.sentence,
          .hint = clause.hint,
          .figure = "",
          .note = note,
          .failures = {}};
}

std::vector<Verdict> UnfinishedVerdicts(
    const std::vector<ContractClause>& clauses, std::string_view output,
    const std::string& reason) {
  const std::vector<std::string> lines =
      absl::StrSplit(std::string(output), '\n', absl::SkipEmpty());
  std::vector<Verdict> verdicts;
  for (const ContractClause& clause : clauses) {
    verdicts.push_back(
        VerdictOf(clause, SectionOf(clause.name, lines), reason));
  }
  const auto is_explained = [](const Verdict& verdict) {
    return !verdict.failures.empty();
  };
  if (std::none_of(verdicts.begin(), verdicts.end(), is_explained)) {
    // It ended between two clauses, or before the first, or behind the last.
    const auto open = std::find_if(
        verdicts.begin(), verdicts.end(),
        [](const Verdict& v) { return v.kind != Verdict::kHolds; });
    const size_t at = open == verdicts.end() ? 0 : open - verdicts.begin();
    verdicts[at] = Unknown(clauses[at], reason, lines);
  }
  return verdicts;
}

}  // namespace tools
