#include "tests/faults/health.h"

#include <time.h>

#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/testing/process_usage.h"
#include "tests/faults/other_process.h"
#include "tests/faults/visitor.h"

namespace faults {
namespace {

// Long enough for a fair share of time slices, of a few ms each.
constexpr absl::Duration kBusy = absl::Milliseconds(20);

// A server may keep a connection that lingers for 2 s, and waits for no other
// time of its own when all clients have gone.
constexpr absl::Duration kTimers = absl::Seconds(8);

// Of what there is no event to wait for.
constexpr absl::Duration kGlance = absl::Milliseconds(1);

absl::Duration CpuOfThisThread() {
  timespec used;
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return absl::DurationFromTimespec(used);
}

// Looks again and again whether it sleeps, and keeps a core busy with that.
// Returns the share of the looks that found it awake.
double ShareAwake(pid_t pid) {
  const absl::Duration until = CpuOfThisThread() + kBusy;
  size_t looks = 0;
  size_t awake = 0;
  do {
    ++looks;
    awake += IsAsleep(pid) ? 0 : 1;
  } while (CpuOfThisThread() < until);
  return static_cast<double>(awake) / looks;
}

}  // namespace

void WaitUntilAsleep(LabServer& server) {
  const absl::Time until = absl::Now() + kPatience;
  while (!IsAsleep(server.pid()) && absl::Now() < until) {
    if (server.process().WaitForEnd(kGlance)) return;
  }
}

absl::StatusOr<Footprint> FootprintOf(pid_t pid) {
  const auto usage = uds_testing::UsageOf(pid);
  if (!usage.ok()) return usage.status();
  return Footprint{usage->descriptors, usage->anonymous_bytes};
}

std::string VisitOnce(const LabServer& server, absl::Duration patience) {
  absl::StatusOr<uds::UniqueFd> socket =
      server.Connect(absl::ToChronoMilliseconds(patience));
  if (!socket.ok()) return socket.status().ToString();
  Visitor visitor(*std::move(socket), server.protocol());
  MoveUntilDone({&visitor}, patience);
  return visitor.trouble();
}

std::string WhyDescriptorsDiffer(LabServer& server, const Footprint& before) {
  const absl::Time until = absl::Now() + kTimers;
  absl::StatusOr<Footprint> now;
  do {
    WaitUntilAsleep(server);
    now = FootprintOf(server.pid());
    if (!now.ok()) return now.status().ToString();
    if (now->descriptors == before.descriptors) return "";
    // It may have to wait for its own time to close one.
  } while (!server.process().WaitForEnd(kGlance) && absl::Now() < until);
  return absl::StrFormat("it has %d, and had %d before", now->descriptors,
                         before.descriptors);
}

std::string WhyMoreMemory(LabServer& server, const Footprint& before,
                          size_t slack) {
  const absl::StatusOr<Footprint> now = FootprintOf(server.pid());
  if (!now.ok()) return now.status().ToString();
  if (now->memory <= before.memory + slack) return "";
  return absl::StrFormat("it has %d KiB, and had %d before", now->memory >> 10,
                         before.memory >> 10);
}

std::string WhyNotCalm(pid_t pid) {
  const auto before = uds_testing::CpuTimeOf(pid);
  const double awake = ShareAwake(pid);
  const auto after = uds_testing::CpuTimeOf(pid);
  if (!before.ok()) return before.status().ToString();
  if (!after.ok()) return after.status().ToString();
  if (awake <= 0.5 && *after - *before <= kBusy / 4) return "";
  return absl::StrFormat(
      "it was awake for %d%% of the time, and used %d ms of CPU while somebody "
      "who spins used %d ms",
      static_cast<int>(awake * 100),
      absl::ToInt64Milliseconds(*after - *before),
      absl::ToInt64Milliseconds(kBusy));
}

}  // namespace faults
