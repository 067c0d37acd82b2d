// One server under one work for a while, as figures.
//
//   absl::StatusOr<Figures> figures =
//       MeasureLoad(server, work, {.time = absl::Seconds(1)});
//
// Not for what several of them say together: see statistics.h.
#ifndef TOOLS_BENCH_MEASURE_H_
#define TOOLS_BENCH_MEASURE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/bench/results.h"
#include "tools/bench/running_server.h"
#include "tools/bench/works.h"

namespace tools {

struct Window {
  absl::Duration warm_up = absl::Milliseconds(200);  // not measured
  absl::Duration time = absl::Seconds(1);
};

// For kLoad and kCycle. DATA_LOSS for a wrong answer or one that did not come.
absl::StatusOr<Figures> MeasureLoad(const RunningServer& server,
                                    const Work& work, const Window& window);

}  // namespace tools

#endif  // TOOLS_BENCH_MEASURE_H_
