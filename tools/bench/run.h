// Carries a plan out: in each round each server in turn, with all its works.
//
//   Results results = Run(plan, {.hammer = "tools/bench/hammer"});
//
// The order is another in each round, so that no server always comes after the
// same other. Not for several servers at once: they would share the machine.
#ifndef TOOLS_BENCH_RUN_H_
#define TOOLS_BENCH_RUN_H_

#include <string>

#include "tools/bench/plan.h"
#include "tools/bench/results.h"

namespace tools {

struct RunOptions {
  std::string hammer;  // the program hammer.cc
};

// Blocks until all is measured; shows how far it is (progress.h). What could
// not be measured stands in the results' failures.
Results Run(Plan plan, const RunOptions& options);

}  // namespace tools

#endif  // TOOLS_BENCH_RUN_H_
