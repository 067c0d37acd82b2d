// How a client that may come in fares, while others are refused a thousand
// times a second.
//
//   absl::StatusOr<Figures> figures = MeasureRefusal(
//       server, {.hammer = "tools/bench/hammer", .user = *FindSecondUser()});
//   // *figures->p99_us against *figures->calm_p99_us
//
// The refused are of a real second UID, as FindSecondUser finds it. The allowed
// client asks at a rate that leaves the machine idle most of the time, so that
// its latency is the server's doing, and not that of the load.
#ifndef TOOLS_BENCH_REFUSAL_H_
#define TOOLS_BENCH_REFUSAL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/testing/second_user.h"
#include "tools/bench/results.h"
#include "tools/bench/running_server.h"

namespace tools {

struct RefusalOptions {
  std::string hammer;            // the program hammer.cc
  uds_testing::SecondUser user;  // who is refused
  int refused_per_second = 1000;
  int asked_per_second = 500;
  absl::Duration time = absl::Seconds(3);  // without, and again with

  // How long an answer may take; what has none by then counts with that.
  absl::Duration patience = absl::Seconds(3);
};

// Opens the server's socket to all by its mode first. Afterwards the server may
// have a queue of refused clients before it: it is of no further use.
// FAILED_PRECONDITION where it does not refuse the second user.
absl::StatusOr<Figures> MeasureRefusal(const RunningServer& server,
                                       const RefusalOptions& options);

}  // namespace tools

#endif  // TOOLS_BENCH_REFUSAL_H_
