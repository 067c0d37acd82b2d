#include "tools/bench/h2load.h"

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/testing/for_people.h"
#include "tests/interop/others.h"

namespace tools {
namespace {

// The word that stands before `unit` in `text`.
std::optional<double> NumberBefore(std::string_view text,
                                   std::string_view unit) {
  const size_t end = text.find(unit);
  if (end == std::string_view::npos) return std::nullopt;
  const size_t space = text.rfind(' ', end - 1);
  const size_t begin = space == std::string_view::npos ? 0 : space + 1;
  double number = 0;
  const std::string word(text.substr(begin, end - begin));
  if (!absl::SimpleAtod(word, &number)) return std::nullopt;
  return number;
}

absl::StatusOr<H2loadSummary> RunH2load(const RunningServer& server,
                                        size_t connections, double requests) {
  const interop::Finished h2load = interop::RunToEnd(
      {"h2load", "--h1", "--threads=1", absl::StrCat("--clients=", connections),
       absl::StrCat("--requests=", static_cast<int64_t>(requests)),
       absl::StrCat("--base-uri=unix:", server.directory().Path(kSocketName)),
       "http://localhost/"});
  const std::optional<H2loadSummary> summary = ParseH2load(h2load.output);
  if (summary.has_value() && h2load.status.success() &&
      summary->succeeded >= requests) {
    return *summary;
  }
  return absl::DataLossError(absl::StrCat(
      "h2load: not all requests were answered; ",
      uds_testing::PrintedForPeople(h2load.output, h2load.errors)));
}

}  // namespace

std::optional<H2loadSummary> ParseH2load(std::string_view output) {
  const std::optional<double> rate = NumberBefore(output, " req/s,");
  const std::optional<double> succeeded = NumberBefore(output, " succeeded,");
  if (!rate.has_value() || !succeeded.has_value()) return std::nullopt;
  return H2loadSummary{.per_second = *rate, .succeeded = *succeeded};
}

absl::StatusOr<Figures> MeasureH2load(const RunningServer& server,
                                      const Work& work, const Window& window) {
  // As many for each connection, so that all of them last to the end.
  const double connections = static_cast<double>(work.connections);
  const double few = connections * std::max(1.0, 1000 / connections);
  const absl::StatusOr<H2loadSummary> warmed =
      RunH2load(server, work.connections, static_cast<int64_t>(few));
  if (!warmed.ok()) return warmed.status();
  const double wanted =
      std::max(few, warmed->per_second * absl::ToDoubleSeconds(window.time));

  const absl::StatusOr<absl::Duration> before = server.CpuTime();
  if (!before.ok()) return before.status();
  const absl::StatusOr<H2loadSummary> summary =
      RunH2load(server, work.connections, static_cast<int64_t>(wanted));
  if (!summary.ok()) return summary.status();
  const absl::StatusOr<absl::Duration> after = server.CpuTime();
  if (!after.ok()) return after.status();
  const absl::StatusOr<uds_testing::ProcessUsage> usage = server.Usage();
  if (!usage.ok()) return usage.status();
  return Figures{.cpu_us = absl::ToDoubleMicroseconds(*after - *before) /
                           summary->succeeded,
                 .per_second = summary->per_second,
                 .resident_bytes = static_cast<double>(usage->resident_bytes)};
}

}  // namespace tools
