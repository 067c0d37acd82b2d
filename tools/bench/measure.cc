#include "tools/bench/measure.h"

#include <time.h>

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
  Figures figures;
  figures.cpu_us = absl::ToDoubleMicroseconds(server_cpu) / answers;
  figures.per_second = answers / absl::ToDoubleSeconds(wall);
  figures.p50_us = Microseconds(result.latency.Quantile(0.5));
  figures.p99_us = Microseconds(result.latency.Quantile(0.99));
  figures.client_share = absl::FDivDuration(client_cpu, wall);
  figures.client_part = absl::FDivDuration(client_cpu, client_cpu + server_cpu);
  return figures;
}

}  // namespace

absl::StatusOr<Figures> MeasureLoad(const RunningServer& server,
                                    const Work& work, const Window& window) {
  absl::StatusOr<Exchange> exchange = server.Learn(work.echo_bytes);
  if (!exchange.ok()) return exchange.status();
  absl::StatusOr<std::unique_ptr<Load>> load =
      Load::Create(server.address(), *std::move(exchange),
                   {.connections = work.connections,
                    .connect_each_time = work.kind == Work::kCycle});
  if (!load.ok()) return load.status();
  const absl::Status warmed =
      (*load)
          ->Run({.time = absl::ToChronoNanoseconds(window.warm_up)})
          .status();
  if (!warmed.ok()) return warmed;

  const absl::StatusOr<absl::Duration> before = server.CpuTime();
  if (!before.ok()) return before.status();
  const absl::Duration ours_before = OurCpuTime();
  const absl::StatusOr<LoadResult> result =
      (*load)->Run({.time = absl::ToChronoNanoseconds(window.time)});
  const absl::Duration ours = OurCpuTime() - ours_before;
  if (!result.ok()) return result.status();
  const absl::StatusOr<absl::Duration> after = server.CpuTime();
  if (!after.ok()) return after.status();
  if (result->unanswered > 0 || result->answers == 0) {
    return absl::DataLossError("it did not answer all requests");
  }
  Figures figures = FiguresOf(*result, *after - *before, ours);
  const absl::StatusOr<uds_testing::ProcessUsage> usage = server.Usage();
  if (!usage.ok()) return usage.status();
  figures.resident_kib = static_cast<double>(usage->resident_bytes) / 1024;
  return figures;
}

}  // namespace tools
