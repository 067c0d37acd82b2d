// The same work by a client that is not ours: h2load(1) of nghttp2.
//
//   absl::StatusOr<Figures> figures = MeasureH2load(server, work, {});
//
// It tells no quantiles of latency, so these stay empty. Not for echo.
#ifndef TOOLS_BENCH_H2LOAD_H_
#define TOOLS_BENCH_H2LOAD_H_

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "tools/bench/measure.h"
#include "tools/bench/results.h"
#include "tools/bench/running_server.h"
#include "tools/bench/works.h"

namespace tools {

// Makes so many requests that it takes about the time of the window. DATA_LOSS
// where one is not answered with 2xx.
absl::StatusOr<Figures> MeasureH2load(const RunningServer& server,
                                      const Work& work, const Window& window);

// What h2load prints at its end.
struct H2loadSummary {
  double per_second = 0;
  double succeeded = 0;
};

// None if `output` is no such thing.
std::optional<H2loadSummary> ParseH2load(std::string_view output);

}  // namespace tools

#endif  // TOOLS_BENCH_H2LOAD_H_
