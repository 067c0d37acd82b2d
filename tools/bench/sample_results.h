// Results for tests of reports: every kind of thing that they have to show.
#ifndef TOOLS_BENCH_SAMPLE_RESULTS_H_
#define TOOLS_BENCH_SAMPLE_RESULTS_H_

#include "tools/bench/results.h"

namespace tools {

// Three rounds of: http-32, where the ratio of ours to the floor is met in no
// round, that to nginx within the spread, that to go met; echo-64-32, where one
// round of "so|cat<" is missing; idle and refusal.
Results SampleResults();

}  // namespace tools

#endif  // TOOLS_BENCH_SAMPLE_RESULTS_H_
