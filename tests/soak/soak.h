// Servers, and for a while all that can come to them, all at once: well-behaved
// clients and every nuisance, calls that fail, pauses and restarts. At the end
// a ledger.
//
//   absl::StatusOr<Ledger> ledger = Soak({.plans = LabStations(),
//                                         .duration = absl::Minutes(5),
//                                         .seed = 42});
//
// The time is cut into rounds, each with a lull at its end in which everybody
// leaves: there each server has to be back at the descriptors that it began
// with, and its memory is looked at, so that what it is given does not matter.
//
// One loop on one thread, which rests between its turns: the load is bounded,
// and leaves room for the servers on two cores. Not a benchmark.
#ifndef TESTS_SOAK_SOAK_H_
#define TESTS_SOAK_SOAK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/soak/ledger.h"
#include "tests/soak/station.h"
#include "tests/soak/strangers.h"

namespace soak {

struct SoakOptions {
  std::vector<StationPlan> plans;
  absl::Duration duration = absl::Seconds(10);
  uint64_t seed = 1;

  // Borrowed; where null, plans do without strangers.
  Strangers* strangers = nullptr;

  // Borrowed: where it becomes readable, this round is the last. -1 for none.
  int stop_fd = -1;

  // For whatever a server owes, since anything last happened.
  absl::Duration patience = absl::Seconds(60);

  // Called about once a second with what it comes to so far.
  std::function<void(const Ledger&)> on_progress = nullptr;
};

// Errors: a server did not start. What else goes wrong stands in the ledger.
absl::StatusOr<Ledger> Soak(SoakOptions options);

}  // namespace soak

#endif  // TESTS_SOAK_SOAK_H_
