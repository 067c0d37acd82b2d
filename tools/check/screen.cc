#include "tools/check/screen.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_format.h"
#include "tools/check/explanation.h"
#include "tools/check/paint.h"
#include "tools/check/printable.h"

namespace tools {
namespace {

constexpr size_t kExplanationIndent = 6;

std::string Mark(Verdict::Kind kind) {
  switch (kind) {
    case Verdict::kHolds:
      return Paint(Colour::kGreen, "✔");
    case Verdict::kBroken:
      return Paint(Colour::kRed, "✘");
    case Verdict::kNotStarted:
      return Paint(Colour::kYellow, "✘");
    case Verdict::kUnknown:
      return Paint(Colour::kRed, "?");
    case Verdict::kNotJudged:
    case Verdict::kSkipped:
      break;
  }
  return Paint(Colour::kYellow, "?");
}

std::string Mark(StepState state) {
  switch (state) {
    case StepState::kPassed:
      return Mark(Verdict::kHolds);
    case StepState::kBroken:
      return Mark(Verdict::kBroken);
    case StepState::kNotStarted:
      return Mark(Verdict::kNotStarted);
    case StepState::kUnknown:
      return Mark(Verdict::kUnknown);
    case StepState::kNotJudged:
      break;
  }
  return Mark(Verdict::kNotJudged);
}

std::string Note(const Verdict& verdict) {
  switch (verdict.kind) {
    case Verdict::kHolds:
      return verdict.figure;
    case Verdict::kBroken:
      return "broken";
    case Verdict::kNotStarted:
      return "not started";
    case Verdict::kUnknown:
      return "could not be judged";
    case Verdict::kNotJudged:
      return verdict.note.empty() ? "not judged"
                                  : "not judged: " + verdict.note;
    case Verdict::kSkipped:
      break;
  }
  return "not judged: this machine lacks what it takes";
}

std::string ShowClause(const Verdict& verdict, size_t name_width,
                       size_t width) {
  const std::string mark = "  " + Mark(verdict.kind) + " ";
  const std::string note = Note(verdict);
  if (note.empty()) return mark + verdict.clause + "\n";
  std::string name = verdict.clause;
  name.resize(std::max(name.size(), name_width), ' ');
  const size_t column = 4 + name.size() + 2;
  std::string out = mark + name;
  std::string before(2, ' ');
  for (const std::string& part :
       Wrapped(note, std::max<size_t>(width - column, 20))) {
    absl::StrAppendFormat(&out, "%s%s\n", before, Paint(Colour::kDim, part));
    before.assign(column, ' ');
  }
  return out;
}

std::string ShowExplanation(const Verdict& verdict, size_t width) {
  const std::string margin(kExplanationIndent, ' ');
  const std::string label(kLabelWidth, ' ');
  std::string out = "\n";
  for (const std::string& line : Explanation(verdict)) {
    const bool is_marked = line.starts_with(label + "> ");
    const bool is_trace = is_marked || line.starts_with(label + "  ");
    for (const std::string& part : Wrapped(line, width - kExplanationIndent,
                                           kLabelWidth + (is_trace ? 6 : 0))) {
      absl::StrAppendFormat(&out, "%s%s\n", margin,
                            is_marked ? Paint(Colour::kRed, part) : part);
    }
  }
  return out + "\n";
}

std::string ShowOrphans(const std::vector<Orphan>& orphans) {
  std::string out;
  for (const Orphan& orphan : orphans) {
    const std::string what =
        absl::StrFormat("it left a process behind: pid %d (%s): %s", orphan.pid,
                        Printable(orphan.name),
                        orphan.killed ? "killed" : "could not be killed");
    absl::StrAppendFormat(&out, "  %s %s\n", Paint(Colour::kYellow, "!"), what);
  }
  return out;
}

std::string TitleOf(const Exercise& exercise, size_t number) {
  return absl::StrFormat("Step %d  %s", number,
                         exercise.steps[number - 1].title);
}

// Wide enough for the names of all clauses, so that notes of all steps stand in
// one column.
size_t NameWidth(const Exercise& exercise) {
  size_t longest = 0;
  for (const Step& step : exercise.steps) {
    for (const std::string& clause : step.clauses) {
      longest = std::max(longest, clause.size());
    }
  }
  return longest;
}

// The same for the titles of steps that are one line.
size_t TitleWidth(const Exercise& exercise) {
  size_t longest = 2 + NameWidth(exercise);
  for (size_t number = 1; number <= exercise.steps.size(); ++number) {
    longest = std::max(longest, Columns(TitleOf(exercise, number)));
  }
  return longest;
}

// Whether an earlier step was not passed, so that nothing of this one was
// judged.
bool WasNotReached(const StepResult& result) {
  const std::string& why = result.verdicts.front().note;
  return result.state == StepState::kNotJudged &&
         std::all_of(result.verdicts.begin(), result.verdicts.end(),
                     [&](const Verdict& verdict) {
                       return verdict.kind == Verdict::kNotJudged &&
                              verdict.note == why;
                     });
}

// One line, or two where the screen is too narrow for it.
std::string ShowWaiting(const Exercise& exercise, const StepResult& result,
                        size_t width) {
  const size_t count = result.verdicts.size();
  const std::string why =
      absl::StrFormat("%d %s: %s", count, count == 1 ? "clause" : "clauses",
                      result.verdicts.front().note);
  const std::string title = TitleOf(exercise, result.number);
  const size_t column = 2 + TitleWidth(exercise) + 2;
  const std::string gap = column + Columns(why) + 1 <= width
                              ? std::string(column - 2 - Columns(title), ' ')
                              : "\n    ";
  return absl::StrFormat("%s %s%s%s\n", Mark(result.state), title, gap,
                         Paint(Colour::kDim, why));
}

}  // namespace

std::string ShowStep(const Exercise& exercise, const StepResult& result,
                     size_t width) {
  const std::string title = TitleOf(exercise, result.number);
  if (WasNotReached(result)) return ShowWaiting(exercise, result, width);
  std::string out = absl::StrFormat("%s %s\n", Mark(result.state),
                                    Paint(Colour::kBold, title));
  bool explained = false;
  for (const Verdict& verdict : result.verdicts) {
    out += ShowClause(verdict, NameWidth(exercise), width);
    if (explained || !NeedsExplanation(verdict)) continue;
    out += ShowExplanation(verdict, width);
    explained = true;
  }
  return out + ShowOrphans(result.orphans);
}

}  // namespace tools
