// What stands around the steps: what is judged, how far it is, and what to do
// next.
//
//   ███████████░░░░░░░░░ 9 of 16 clauses hold, step 3 of 5
//
//     edit    labs/01_echo/exercise/socket_calls.cc
//     read    man 2 accept4; man 7 epoll
//     ask     ./lab hint 01
//     again   ./lab check 01
//
// Not the steps themselves: see screen.h.
#ifndef TOOLS_CHECK_ADVICE_H_
#define TOOLS_CHECK_ADVICE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "tools/check/exercise.h"
#include "tools/check/step_result.h"

namespace tools {

// What is being judged.
struct Occasion {
  std::string lab;        // "01_echo"
  std::string title;      // "Lab 01: An echo..."
  std::string server;     // a command of the person's own; empty: the exercise
  std::string arguments;  // of ./lab, to judge the same once more
  std::string next_lab;   // "02_http"; empty if this is the last
  size_t width = 80;      // of the screen, in columns
};

std::string Opening(const Occasion& occasion, const Exercise& exercise);

std::string Closing(const Occasion& occasion, const Exercise& exercise,
                    const std::vector<StepResult>& results);

// Hints 1 to `level` of the first step that is not passed, and how to get the
// next one. `level` is at least 1; where there are fewer, all.
std::string ShowHints(const Occasion& occasion, const Exercise& exercise,
                      const std::vector<StepResult>& results, size_t level);

}  // namespace tools

#endif  // TOOLS_CHECK_ADVICE_H_
