#include "tools/bench/measure.h"

#include <time.h>

#include <chrono>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "tools/bench/exchange.h"
#include "tools/bench/load.h"

namespace tools {
namespace {

// Of this process, whose only work is the load.
absl::Duration OurCpuTime() {
  timespec used = {};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return absl::DurationFromTimespec(used);
}

double Microseconds(std::chrono::nanoseconds duration) {
  return static_cast<double>(duration.count()) / 1000;
}

Figures FiguresOf(const LoadResult& result, absl::Duration server_cpu,
                  absl::Duration client_cpu) {
  const double answers = static_cast<double>(result.answers);
  const absl::Duration wall = absl::FromChrono(result.wall);
  return {
      .cpu_us = absl::ToDoubleMicroseconds(server_cpu) / answers,
      .per_second = answers / absl::ToDoubleSeconds(wall),
      .p50_us = Microseconds(result.latency.Quantile(0.5)),
      .p99_us = Microseconds(result.latency.Quantile(0.99)),
      .client_share = absl::FDivDuration(client_cpu, wall),
      .client_part = absl::FDivDuration(client_cpu, client_cpu + server_cpu)};
}

absl::StatusOr<LoadResult> RunFor(Load& load, absl::Duration time) {
  absl::StatusOr<LoadResult> result =
      load.Run({.time = absl::ToChronoNanoseconds(time)});
  if (result.ok() && (result->unanswered > 0 || result->answers == 0)) {
    return absl::DataLossError("it did not answer all requests");
  }
  return result;
}

}  // namespace

absl::StatusOr<Figures> MeasureLoad(const RunningServer& server,
                                    const Work& work, const Window& window) {
  absl::StatusOr<Exchange> exchange = server.Learn(work.echo_bytes);
  if (!exchange.ok()) return exchange.status();
  const absl::StatusOr<std::unique_ptr<Load>> load =
      Load::Create(server.address(), *std::move(exchange),
                   {.connections = work.connections,
                    .connect_each_time = work.kind == Work::kCycle});
  if (!load.ok()) return load.status();
  const absl::Status warmed = RunFor(**load, window.warm_up).status();
  if (!warmed.ok()) return warmed;

  const absl::StatusOr<absl::Duration> before = server.CpuTime();
  if (!before.ok()) return before.status();
  const absl::Duration ours_before = OurCpuTime();
  const absl::StatusOr<LoadResult> result = RunFor(**load, window.time);
  const absl::Duration ours = OurCpuTime() - ours_before;
  if (!result.ok()) return result.status();
  const absl::StatusOr<absl::Duration> after = server.CpuTime();
  if (!after.ok()) return after.status();
  const absl::StatusOr<uds_testing::ProcessUsage> usage = server.Usage();
  if (!usage.ok()) return usage.status();

  Figures figures = FiguresOf(*result, *after - *before, ours);
  figures.resident_bytes = static_cast<double>(usage->resident_bytes);
  return figures;
}

}  // namespace tools
