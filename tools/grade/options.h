// What stands behind `./lab grade`.
//
//   const absl::StatusOr<Options> options = ParseOptions({"--jobs=2", "anna"});
//
// Not Abseil's flags: those know no dash within a name, and would read
// --flagfile.
#ifndef TOOLS_GRADE_OPTIONS_H_
#define TOOLS_GRADE_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace tools {

struct Options {
  std::vector<std::string> submissions;            // directories, at least one
  std::string out = "grades";                      // directory of the tables
  absl::Duration time_limit = absl::Seconds(180);  // of one program
  int jobs = 0;                                    // 0: as many as fit

  // Not for a person; tools/sh/grade.sh gives them.
  std::string root;   // of the repository
  std::string bin;    // its bazel-bin
  std::string bazel;  // empty: sources cannot be compiled
};

// `words` are those of the command line, without the program's name.
// INVALID_ARGUMENT names the word that is wrong.
absl::StatusOr<Options> ParseOptions(const std::vector<std::string>& words);

}  // namespace tools

#endif  // TOOLS_GRADE_OPTIONS_H_
