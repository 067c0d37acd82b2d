// Which servers do which works, how often and for how long.
//
//   absl::StatusOr<Plan> plan = MakePlan({.only = {"nginx", "http"}}, servers);
//
// Not what comes of it: see run.h.
#ifndef TOOLS_BENCH_PLAN_H_
#define TOOLS_BENCH_PLAN_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/bench/measure.h"
#include "tools/bench/servers.h"
#include "tools/bench/works.h"

namespace tools {

struct PlanOptions {
  bool quick = false;                  // under a minute in all
  int rounds = 0;                      // 0: as many as fit
  std::vector<std::string> only = {};  // servers, works or groups; empty: all
};

// A server with its works.
struct Visit {
  ServerProgram program;
  std::vector<Work> works;
};

struct Plan {
  int rounds = 0;
  Window window;
  size_t idle_connections = 0;
  absl::Duration refusal_time;  // without, and again with refusals
  std::vector<Visit> visits;
  std::vector<std::string> left_out;  // each with the reason
};

// INVALID_ARGUMENT for a name of neither a server nor a work, with those that
// there are; where all that is wanted is missing here, FAILED_PRECONDITION.
absl::StatusOr<Plan> MakePlan(const PlanOptions& options,
                              const std::vector<ServerProgram>& servers);

}  // namespace tools

#endif  // TOOLS_BENCH_PLAN_H_
