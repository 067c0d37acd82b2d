// What stands behind `./lab bench`.
//
//   const absl::StatusOr<BenchOptions> options =
//       ParseOptions({"--quick", "--only=nginx,http-32"});
//
// Not Abseil's flags, which end the program with a status of their own. Which
// names --only may have is for plan.h to say.
#ifndef TOOLS_BENCH_OPTIONS_H_
#define TOOLS_BENCH_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/bench/plan.h"
#include "tools/bench/servers.h"

namespace tools {

struct BenchOptions {
  PlanOptions plan;

  // Files to write; empty: none.
  std::string json;
  std::string svg;
  std::string markdown;

  // Not for a person; tools/sh/bench.sh gives them.
  Places places;
};

// `words` are those of the command line, without the program's name.
// INVALID_ARGUMENT names the word that is wrong.
absl::StatusOr<BenchOptions> ParseOptions(
    const std::vector<std::string>& words);

}  // namespace tools

#endif  // TOOLS_BENCH_OPTIONS_H_
