#include "tools/verdicts/explain.h"

#include <algorithm>
#include <iterator>
#include <regex>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tools/verdicts/evidence.h"

namespace tools {
namespace {

using Lines = std::vector<std::string>;

std::string Stable(std::string text) {
  static const auto* const directory =
      new std::regex("/tmp/uds-[A-Za-z0-9]{6}");
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

Lines Tell(const Verdict& verdict, const Lines& trace, const Evidence& first) {
  Lines out;
  AddParagraph("Rule:", verdict.sentence, out);
  AddParagraph("Expected:", first.expected, out);
  AddParagraph("Seen:", first.seen, out);
  AddParagraph(first.seen.empty() ? "Trace:" : "", absl::StrJoin(trace, "\n"),
               out);
  AddParagraph("Next step:", verdict.hint, out);
  return out;
}

Evidence First(const Verdict& verdict) {
  return verdict.failures.empty() ? Evidence{}
                                  : ParseFailure(verdict.failures[0]);
}

}  // namespace

std::vector<std::string> Explain(const Verdict& verdict) {
  const Evidence first = First(verdict);
  return Tell(verdict, first.trace, first);
}

std::vector<std::string> Record(const Verdict& verdict) {
  const Evidence first = First(verdict);
  Lines marked;
  std::copy_if(first.trace.begin(), first.trace.end(),
               std::back_inserter(marked),
               [](const std::string& line) { return line.starts_with("> "); });
  Lines lines = Tell(verdict, marked, first);
  for (std::string& line : lines) line = Stable(line);
  return lines;
}

}  // namespace tools
