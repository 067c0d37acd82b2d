#include "tools/check/explanation.h"

#include "absl/strings/str_format.h"
#include "tools/verdicts/explain.h"

namespace tools {
namespace {

constexpr size_t kMostLines = 24;  // of one paragraph

std::vector<std::string> WithoutItsMiddle(
    const std::vector<std::string>& paragraph) {
  if (paragraph.size() <= kMostLines) return paragraph;
  const size_t half = kMostLines / 2;
  std::vector<std::string> kept(paragraph.begin(), paragraph.begin() + half);
  kept.push_back(absl::StrFormat("%s[... %d lines left out ...]",
                                 std::string(kLabelWidth, ' '),
                                 paragraph.size() - 2 * half));
  kept.insert(kept.end(), paragraph.end() - half, paragraph.end());
  return kept;
}

// A program that floods its output may have put much of it into one paragraph.
std::vector<std::string> WithoutFloods(const std::vector<std::string>& lines) {
  std::vector<std::string> kept, paragraph;
  const auto end_paragraph = [&] {
    const std::vector<std::string> shown = WithoutItsMiddle(paragraph);
    kept.insert(kept.end(), shown.begin(), shown.end());
    paragraph.clear();
  };
  for (const std::string& line : lines) {
    if (!line.starts_with(' ')) end_paragraph();
    paragraph.push_back(line);
  }
  end_paragraph();
  return kept;
}

}  // namespace

std::vector<std::string> Explanation(const Verdict& verdict) {
  if (verdict.kind != Verdict::kNotStarted) {
    std::vector<std::string> lines = Explain(verdict);
    std::erase_if(lines, [](const std::string& line) {
      return line.find_first_not_of(' ') == line.npos;
    });
    return WithoutFloods(lines);
  }
  return {"Rule:      " + verdict.sentence, "To do:     " + verdict.note};
}

bool NeedsExplanation(const Verdict& verdict) {
  return verdict.kind == Verdict::kBroken ||
         verdict.kind == Verdict::kNotStarted ||
         verdict.kind == Verdict::kUnknown;
}

}  // namespace tools
