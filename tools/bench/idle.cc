#include "tools/bench/idle.h"

#include <sys/resource.h>

#include <algorithm>

#include "absl/status/status.h"
#include "tools/bench/exchange.h"

namespace tools {
namespace {

// Kept for all that is no connection.
constexpr rlim_t kOtherDescriptors = 256;

}  // namespace

size_t MakeRoomForConnections(size_t wanted) {
  rlimit limit = {};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur =
      std::max(limit.rlim_cur,
               std::min<rlim_t>(limit.rlim_max, wanted + kOtherDescriptors));
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t room = limit.rlim_cur > kOtherDescriptors
                          ? limit.rlim_cur - kOtherDescriptors
                          : 1;
  return std::min<rlim_t>(wanted, room);
}

absl::StatusOr<std::unique_ptr<Load>> OpenAndAsk(const RunningServer& server,
                                                 size_t connections) {
  const absl::StatusOr<Exchange> exchange = server.Learn();
  if (!exchange.ok()) return exchange.status();
  absl::StatusOr<std::unique_ptr<Load>> load =
      Load::Create(server.address(), *exchange, {.connections = connections});
  if (!load.ok()) return load.status();
  const absl::StatusOr<LoadResult> asked =
      (*load)->Run({.answers = connections});
  if (!asked.ok()) return asked.status();
  if (asked->answers < connections) {
    return absl::DataLossError("not all connections had an answer");
  }
  return load;
}

absl::StatusOr<Figures> MeasureIdle(const RunningServer& server,
                                    size_t connections) {
  const absl::Status warmed = OpenAndAsk(server, 64).status();
  if (!warmed.ok()) return warmed;
  const absl::StatusOr<uds_testing::ProcessUsage> before = server.Usage();
  if (!before.ok()) return before.status();
  const absl::StatusOr<std::unique_ptr<Load>> idle =
      OpenAndAsk(server, connections);
  if (!idle.ok()) return idle.status();
  const absl::StatusOr<uds_testing::ProcessUsage> after = server.Usage();
  if (!after.ok()) return after.status();
  const double grown = static_cast<double>(after->anonymous_bytes) -
                       static_cast<double>(before->anonymous_bytes);
  return Figures{
      .resident_bytes = static_cast<double>(after->resident_bytes),
      .bytes_per_connection = grown / static_cast<double>(connections),
      .connections = static_cast<double>(connections)};
}

}  // namespace tools
