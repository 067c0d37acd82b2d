// The steps of a lab's exercise, as its steps.json has them.
//
//   absl::StatusOr<Exercise> exercise =
//       ReadExercise("labs/01_echo/exercise/steps.json");
//   // exercise->steps[0].clauses: "BindsAndListens", ...
//
// The file:
//
//   {"edit": "socket_calls.cc",
//    "steps": [{"title": "A socket that listens",
//               "pages": ["socket(2)", "unix(7)"],
//               "clauses": ["BindsAndListens"],
//               "hints": ["general", "more specific", "nearly the answer"]}]}
//
// Not the place of what a clause says: that is the contract's own.
#ifndef TOOLS_CHECK_EXERCISE_H_
#define TOOLS_CHECK_EXERCISE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace tools {

// No list is empty, and no clause stands in two steps.
struct Step {
  std::string title;
  std::vector<std::string> pages;    // of the manual
  std::vector<std::string> clauses;  // of the lab's contract
  std::vector<std::string> hints;    // each says more than the one before
};

struct Exercise {
  std::string edit;  // the one file to edit, in the folder of the steps.json
  std::vector<Step> steps;
};

// NOT_FOUND if there is no such file; INVALID_ARGUMENT names the file, the key
// and what should stand there.
absl::StatusOr<Exercise> ReadExercise(const std::string& path);

// The same of `text`; `path` is named in errors.
absl::StatusOr<Exercise> ParseExercise(std::string_view text,
                                       const std::string& path);

// Where that of `lab`, "01_echo", is to be found from the root of the
// repository.
std::string StepsPath(const std::string& lab);

// The first lab behind `lab` that has an exercise; empty if there is none. The
// root of the repository is where we are.
std::string NextExercise(const std::string& lab);

}  // namespace tools

#endif  // TOOLS_CHECK_EXERCISE_H_
