// Bites when something takes too long.
//
//   Watchdog watchdog(absl::Seconds(60), [] { TracedProcess::KillAll(); });
//   clause.check(subject);
//   if (watchdog.has_bitten()) ...
//
// Not for what can be given a deadline of its own.
#ifndef COMMON_TESTING_CONTRACT_WATCHDOG_H_
#define COMMON_TESTING_CONTRACT_WATCHDOG_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/time/time.h"

namespace uds_testing {

// A thread that calls `bite` once `patience` is over, and then ten times a
// second until this object is destroyed: what is being waited for may start
// again.
class Watchdog {
 public:
  Watchdog(absl::Duration patience, std::function<void()> bite);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();

  bool has_bitten() const;

 private:
  void Watch(absl::Duration patience);  // the body of thread_

  const std::function<void()> bite_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool done_ = false;
  bool bitten_ = false;

  std::thread thread_;
};

}  // namespace uds_testing

#endif  // COMMON_TESTING_CONTRACT_WATCHDOG_H_
