#include "common/testing/contract/endings.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/testing/for_people.h"

namespace uds_testing {
namespace {

struct Note {
  std::string unexpected;  // as TracedProcess::UnexpectedEnd says it
  std::string last_lines;
  bool is_server = false;
};

std::vector<Note>& Notes() {
  static auto* const notes = new std::vector<Note>;
  return *notes;
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

// Whether `said` tells of this end: by its signal or exit status, or in the
// same words.
bool Tells(std::string_view said, const Note& note) {
  const std::string_view unexpected = note.unexpected;
  const std::string_view sentence = unexpected.substr(0, unexpected.find(';'));
  for (const std::string_view mark : {"killed by ", "exit status "}) {
    const size_t start = sentence.find(mark);
    if (start != sentence.npos) return Contains(said, sentence.substr(start));
  }
  return Contains(said, sentence);
}

// Whose last lines are worth most; null if there are none.
const Note* Chosen(const std::vector<Note>& notes) {
  const Note* chosen = nullptr;
  for (const Note& note : notes) {
    if (note.last_lines.empty()) continue;
    if (!note.unexpected.empty()) return &note;
    if (chosen == nullptr || note.is_server || !chosen->is_server) {
      chosen = &note;
    }
  }
  return chosen;
}

size_t Count(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(part, at)) != text.npos; ++at) ++count;
  return count;
}

// Whether `said` has an excerpt of a trace: one that shows where a signal ended
// the program or else, of a server, more than what its client was doing.
bool ShowsTrace(std::string_view said, const Note& note) {
  if (Contains(note.unexpected, " was killed by ")) {
    return Contains(said, "--- SIG");
  }
  const size_t of_client =
      note.is_server ? Count(said, "the last lines of the client's trace:") : 0;
  return Count(said, "\n  > ") > of_client;
}

std::string& NotStarted() {
  static auto* const step = new std::string;
  return *step;
}

}  // namespace

void NoteEnd(const TracedProcess& process, Ends ends) {
  Notes().push_back({process.UnexpectedEnd(ends == Ends::kByItself),
                     process.LastLines(), ends == Ends::kWhenTold});
}

void NoteTrouble(const std::string& what) {
  Notes().push_back({what, "", false});
}

std::string Leftovers(const TracedRun& run) {
  if (run.leftovers.empty()) return "";
  return absl::StrCat("left ",
                      run.leftovers.size() == 1 ? "a process" : "processes",
                      " behind: pid ", absl::StrJoin(run.leftovers, ", "));
}

std::string TakeEndings(std::string_view said) {
  const std::vector<Note> notes = std::exchange(Notes(), {});
  std::string told;
  for (const Note& note : notes) {
    if (note.unexpected.empty() || Tells(said, note)) continue;
    if (Contains(told, note.unexpected)) continue;  // clients fail alike
    absl::StrAppend(&told, note.unexpected, "\n");
  }
  const Note* const chosen = Chosen(notes);
  if (chosen != nullptr && !ShowsTrace(said, *chosen)) {
    absl::StrAppend(&told, chosen->last_lines);
  }
  return told;
}

void NoteNotStarted(std::string_view errors) {
  constexpr std::string_view kMark = "not started: ";
  const size_t start = errors.find(kMark);
  if (start == errors.npos || !NotStarted().empty()) return;
  const std::string_view line = errors.substr(start + kMark.size());
  NotStarted() = ForPeople(line.substr(0, line.find('\n')));
}

std::string TakeNotStarted() { return std::exchange(NotStarted(), ""); }

}  // namespace uds_testing
