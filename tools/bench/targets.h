// What is asked of ours, as ratios within one run, and whether it holds.
//
//   for (const TargetResult& target : Evaluate(AllTargets(), results))
//     if (target.verdict == Verdict::kMissed) ...
//
// A verdict needs all rounds on one side of the limit. Some targets have none:
// they are only shown. Not a test: a machine may be of another kind, or busy.
#ifndef TOOLS_BENCH_TARGETS_H_
#define TOOLS_BENCH_TARGETS_H_

#include <optional>
#include <string>
#include <vector>

#include "tools/bench/results.h"
#include "tools/bench/statistics.h"

namespace tools {

// The figure of `server`, divided by that of `over` or by its own `over_figure`
// where these are given.
struct Target {
  std::string title;  // "HTTP, CPU per request: ours / nginx"
  std::string work;
  Figure figure = &Figures::cpu_us;
  std::string server = "ours";
  std::string over = {};
  Figure over_figure = nullptr;  // by default `figure`
  std::optional<double> limit = {};
  std::string unit = {};  // of what is no ratio
};

struct TargetResult {
  Target target;
  Spread value;
  std::optional<Verdict> verdict;  // none without a limit
};

std::vector<Target> AllTargets();

// Those for which there is something to say.
std::vector<TargetResult> Evaluate(const std::vector<Target>& targets,
                                   const Results& results);

// "met", "missed", "within the spread", or "shown".
std::string VerdictName(const std::optional<Verdict>& verdict);

}  // namespace tools

#endif  // TOOLS_BENCH_TARGETS_H_
