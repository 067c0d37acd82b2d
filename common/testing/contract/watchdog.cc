#include "common/testing/contract/watchdog.h"

#include <chrono>
#include <csignal>
#include <utility>

namespace uds_testing {
namespace {

constexpr std::chrono::milliseconds kAgain(100);

}  // namespace

Watchdog::Watchdog(absl::Duration patience, std::function<void()> bite)
    : bite_(std::move(bite)), thread_([this, patience] { Watch(patience); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    done_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

bool Watchdog::has_bitten() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return bitten_;
}

void Watchdog::Watch(absl::Duration patience) {
  // Signals are for the thread that is being watched.
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
  std::unique_lock<std::mutex> lock(mutex_);
  const auto done = [&] { return done_; };
  if (changed_.wait_for(lock, absl::ToChronoNanoseconds(patience), done))
    return;
  do {
    bitten_ = true;
    lock.unlock();
    bite_();
    lock.lock();
  } while (!changed_.wait_for(lock, kAgain, done));
}

}  // namespace uds_testing
