#include "tools/check/advice.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tools/check/paint.h"
#include "tools/check/printable.h"

namespace tools {
namespace {

constexpr size_t kBarCells = 20;
constexpr size_t kLabel = 8;

std::string NumberOf(const std::string& lab) {
  return lab.substr(0, lab.find('_'));
}

std::string ExerciseFolder(const Occasion& occasion) {
  return "labs/" + occasion.lab + "/exercise/";
}

std::string EditedFile(const Occasion& occasion, const Exercise& exercise) {
  return occasion.server.empty() ? ExerciseFolder(occasion) + exercise.edit
                                 : occasion.server;
}

// "./lab COMMAND 01", with what makes it judge the same once more.
std::string LabCommand(const Occasion& occasion, const std::string& command,
                       const std::string& argument = "") {
  std::string line = "./lab " + command + " " + NumberOf(occasion.lab);
  if (!argument.empty()) line += " " + argument;
  if (!occasion.arguments.empty()) line += " " + occasion.arguments;
  return line;
}

// "man 2 socket" for "socket(2)"; what is no page of the manual, as it is.
std::string ManCommand(const std::string& page) {
  const size_t open = page.find('(');
  const bool is_page = open != page.npos && open > 0 && page.back() == ')' &&
                       page.find(' ') == page.npos;
  if (!is_page) return page;
  return absl::StrFormat("man %s %s",
                         page.substr(open + 1, page.size() - open - 2),
                         page.substr(0, open));
}

std::string Pages(const Step& step) {
  return absl::StrJoin(step.pages, "; ",
                       [](std::string* out, const std::string& page) {
                         out->append(ManCommand(page));
                       });
}

// One line of advice, as "  edit    FILE".
std::string Line(const Occasion& occasion, std::string label,
                 const std::string& text) {
  label.resize(kLabel, ' ');
  std::string out;
  for (const std::string& part :
       Wrapped(label + text, occasion.width - 2, kLabel)) {
    absl::StrAppendFormat(&out, "  %s\n", part);
  }
  return out;
}

std::string Bar(const ClauseCount& count) {
  // Full only where nothing is left, and empty only where nothing is done.
  size_t full = kBarCells * count.held / std::max<size_t>(count.total, 1);
  if (count.held > 0) full = std::max<size_t>(full, 1);
  std::string done, open;
  for (size_t i = 0; i < full; ++i) done += "█";
  for (size_t i = full; i < kBarCells; ++i) open += "░";
  return Paint(Colour::kGreen, done) + Paint(Colour::kDim, open);
}

std::string Progress(const Exercise& exercise,
                     const std::vector<StepResult>& results) {
  const ClauseCount count = CountClauses(results);
  const StepResult* const at = FirstNotPassed(results);
  const std::string where =
      at == nullptr
          ? "all steps passed"
          : absl::StrFormat("step %d of %d", at->number, exercise.steps.size());
  return absl::StrFormat("\n%s %d of %d clauses hold, %s\n\n", Bar(count),
                         count.held, count.total, where);
}

std::string AfterTheLastStep(const Occasion& occasion) {
  std::string out = "The kernel has no objections. Lab " +
                    NumberOf(occasion.lab) + " is done.\n\n";
  if (occasion.server.empty()) {
    out += Line(occasion, "compare",
                ExerciseFolder(occasion) + "solution/, which is ours");
  }
  out += Line(occasion, "read", "labs/" + occasion.lab + "/README.md");
  if (!occasion.next_lab.empty()) {
    out += Line(occasion, "next", "./lab check " + NumberOf(occasion.next_lab));
  }
  return out;
}

bool CouldNotBeJudged(const StepResult& result) {
  return result.state == StepState::kUnknown ||
         result.state == StepState::kNotJudged;
}

}  // namespace

std::string Opening(const Occasion& occasion, const Exercise& exercise) {
  return absl::StrFormat("%s\n%s\n\n", Paint(Colour::kBold, occasion.title),
                         Paint(Colour::kDim, EditedFile(occasion, exercise)));
}

std::string Closing(const Occasion& occasion, const Exercise& exercise,
                    const std::vector<StepResult>& results) {
  std::string out = Progress(exercise, results);
  const StepResult* const at = FirstNotPassed(results);
  if (at == nullptr) return out + AfterTheLastStep(occasion);
  if (CouldNotBeJudged(*at)) {
    out += Line(occasion, "ask", "./lab doctor, what this machine lacks");
  } else {
    out += Line(occasion, "edit", EditedFile(occasion, exercise));
    out += Line(occasion, "read", Pages(exercise.steps[at->number - 1]));
    out += Line(occasion, "ask", LabCommand(occasion, "hint"));
  }
  return out + Line(occasion, "again", LabCommand(occasion, "check"));
}

std::string ShowHints(const Occasion& occasion, const Exercise& exercise,
                      const std::vector<StepResult>& results, size_t level) {
  const StepResult* const at = FirstNotPassed(results);
  if (at == nullptr) {
    return "All steps are passed: there is nothing left to give a hint for.\n";
  }
  const std::string title = absl::StrFormat(
      "Step %d  %s", at->number, exercise.steps[at->number - 1].title);
  if (CouldNotBeJudged(*at)) {
    return absl::StrFormat("%s\n\nIt could not be judged. %s says why.\n",
                           title, LabCommand(occasion, "check"));
  }
  const Step& step = exercise.steps[at->number - 1];
  std::string out = Paint(Colour::kBold, title) + "\n\n";
  const size_t shown = std::min(level, step.hints.size());
  for (size_t i = 0; i < shown; ++i) {
    absl::StrAppendFormat(&out, "  hint %d of %d\n", i + 1, step.hints.size());
    for (const std::string& line : Wrapped(step.hints[i], occasion.width - 4)) {
      absl::StrAppendFormat(&out, "    %s\n", line);
    }
    out += "\n";
  }
  out += Line(occasion, "read", Pages(step));
  if (shown < step.hints.size()) {
    return out + Line(occasion, "more",
                      LabCommand(occasion, "hint", std::to_string(shown + 1)));
  }
  return out + Line(occasion, "more",
                    "there is no other; ours is in " +
                        ExerciseFolder(occasion) + "solution/");
}

}  // namespace tools
