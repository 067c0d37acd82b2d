// The lives of one server in a soak: stopped and continued, asked to end and
// started again, at times that are chosen by chance.
//
//   Lives lives(*std::move(station), seed, &company, note);
//   absl::Status begun = lives.Begin();
//   lives.BeginRound(now, length);
//   ... many times: lives.Tend(now) ...
//   lives.Calm();  // nothing more is done to it, in this round
//
// Not for who comes to it: see service.h.
#ifndef TESTS_SOAK_LIVES_H_
#define TESTS_SOAK_LIVES_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/testing/exit_status.h"
#include "tests/faults/health.h"
#include "tests/soak/choice.h"
#include "tests/soak/company.h"
#include "tests/soak/station.h"

namespace soak {

// Used by one thread.
class Lives {
 public:
  // `company`, borrowed, is told when its server is asked to end and when it
  // has. `note` is called with what is not as it should be, in words.
  Lives(std::unique_ptr<Station> station, uint64_t seed, Company* company,
        std::function<void(const std::string&)> note);

  const Station& station() const { return *station_; }

  // Starts the first.
  absl::Status Begin();

  // Chooses what happens within `length`, and when.
  void BeginRound(absl::Time now, absl::Duration length);

  // Does what is due. To be called often.
  void Tend(absl::Time now);

  // From now on until the next round it runs, and is left alone.
  void Calm();

  // If it is stopped, it goes on.
  void GoOn();

  // The last one is asked to end.
  void Close();

  // Listens, as far as anybody knows; and: has ended for good.
  bool serving() const { return state_ == State::kServing; }
  bool closed() const { return state_ == State::kClosed; }
  pid_t pid() const { return station_->pid(); }

  // Before the first client came.
  const faults::Footprint& before() const { return before_; }

  size_t count() const { return count_; }
  size_t pauses() const { return pauses_; }
  uint64_t injected() const { return injected_; }
  absl::Duration cpu() const { return cpu_ + cpu_now_; }
  const std::string& end() const { return end_; }  // of the last that ended

 private:
  enum class State { kServing, kEnding, kDown, kClosed };

  absl::Status Start();
  absl::Status LookBefore();
  void StartAgain(absl::Time now);
  void Pause(absl::Time until);
  void AskToEnd();
  void OnEnd(uds_testing::ExitStatus status, absl::Time now);

  const std::unique_ptr<Station> station_;
  Company* const company_;
  const std::function<void(const std::string&)> note_;
  Choice choice_;

  State state_ = State::kDown;
  bool closing_ = false;
  bool paused_ = false;
  size_t deaths_ = 0;
  absl::Time next_pause_ = absl::InfiniteFuture();
  absl::Time pause_ends_ = absl::InfiniteFuture();
  absl::Time restart_ = absl::InfiniteFuture();
  absl::Time start_ = absl::InfiniteFuture();  // of the next life

  faults::Footprint before_ = {};
  size_t count_ = 0;
  size_t pauses_ = 0;
  uint64_t injected_ = 0;
  absl::Duration cpu_;      // of those that have ended
  absl::Duration cpu_now_;  // of this one, when last looked at
  std::string end_;
};

}  // namespace soak

#endif  // TESTS_SOAK_LIVES_H_
