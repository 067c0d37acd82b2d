#include "tools/verdicts/explain.h"

#include <algorithm>
#include <regex>
#include <string_view>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tools/verdicts/evidence.h"

namespace tools {
namespace {

using Lines = std::vector<std::string>;

std::string Stable(std::string text) {
  static const auto* const directory =
      new std::regex("/tmp(/uds-[A-Za-z0-9]{6})+");
  static const auto* const number =
      new std::regex(R"(\b(0x[0-9a-f]+|[1-9][0-9]{3,}|line [0-9]+)\b)");
  static const auto* const duration =
      new std::regex(R"(\b[0-9.]+ ?(ms|s|us)\b)");
  text = std::regex_replace(text, *directory, "/tmp/uds-XXXXXX");
  text = std::regex_replace(text, *duration, "N $1");
  return std::regex_replace(text, *number, "N");
}

void AddParagraph(const std::string& label, const std::string& text,
                  Lines& out) {
  if (text.empty()) return;
  std::string before = label;
  before.resize(11, ' ');
  const Lines lines = absl::StrSplit(text, '\n');
  for (const std::string& line : lines) {
    out.push_back(before + line);
    before.assign(11, ' ');
  }
}

// What is seen under `label`, and below it where in the trace.
void AddSeen(const std::string& label, const Evidence& evidence, Lines& out) {
  AddParagraph(label, evidence.seen, out);
  AddParagraph(evidence.seen.empty() ? label : "",
               absl::StrJoin(evidence.trace, "\n"), out);
}

Lines Tell(const Verdict& verdict, const Evidence& first,
           const Evidence& program) {
  Lines out;
  AddParagraph("Rule:", verdict.sentence, out);
  AddParagraph("Expected:", first.expected, out);
  AddSeen("Seen:", first, out);
  AddSeen("Program:", program, out);
  AddParagraph("Next step:", verdict.hint, out);
  return out;
}

Evidence First(const Verdict& verdict) {
  return verdict.failures.empty() ? Evidence{}
                                  : ParseFailure(verdict.failures[0]);
}

// Leaves those lines of `trace` that are marked and hold `text`.
void KeepMarked(std::string_view text, Lines& trace) {
  const auto other = [text](const std::string& line) {
    return !line.starts_with("> ") || line.find(text) == line.npos;
  };
  trace.erase(std::remove_if(trace.begin(), trace.end(), other), trace.end());
}

}  // namespace

std::vector<std::string> Explain(const Verdict& verdict) {
  return Tell(verdict, First(verdict), ParseFailure(verdict.program));
}

std::vector<std::string> Record(const Verdict& verdict) {
  Evidence first = First(verdict);
  Evidence program = ParseFailure(verdict.program);
  // Where it stood at its end differs from run to run, but for a signal.
  const bool is_end = first.seen.find("the last lines of") != std::string::npos;
  KeepMarked(is_end ? "--- SIG" : "", first.trace);
  KeepMarked("--- SIG", program.trace);
  // How many calls it makes in its time depends on the machine.
  static const auto* const busy = new std::regex(R"([^\n]*does it spin\?\n?)");
  program.seen = std::regex_replace(program.seen, *busy, "");
  Lines lines = Tell(verdict, first, program);
  for (std::string& line : lines) line = Stable(line);
  return lines;
}

}  // namespace tools
