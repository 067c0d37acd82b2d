#include "tests/soak/lives.h"

#include <unistd.h>

#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/testing/for_people.h"
#include "common/testing/process_usage.h"
#include "tests/faults/other_process.h"

namespace soak {
namespace {

using ::uds_testing::ExitStatus;

// After so many that nobody has asked for it is left alone.
constexpr size_t kMostDeaths = 3;

constexpr absl::Duration kPause = absl::Milliseconds(60);
constexpr absl::Duration kBetweenPauses = absl::Seconds(2);
constexpr absl::Duration kBetweenLives = absl::Milliseconds(100);

// Before a server is asked to end it is stopped for so long, so that there is
// much that it owes.
constexpr absl::Duration kGathering = absl::Milliseconds(20);

// In how many rounds a server is asked to end once.
constexpr size_t kRoundsOfALife = 3;

}  // namespace

Lives::Lives(std::unique_ptr<Station> station, uint64_t seed, Company* company,
             std::function<void(const std::string&)> note)
    : station_(std::move(station)),
      company_(company),
      note_(std::move(note)),
      choice_(seed, absl::StrCat(station_->plan().name, ": lives")) {}

absl::Status Lives::Begin() {
  const absl::Status started = Start();
  return started.ok() ? LookBefore() : started;
}

absl::Status Lives::Start() {
  const absl::Status started = station_->Start();
  if (!started.ok()) return started;
  ++count_;
  state_ = State::kServing;
  return absl::OkStatus();
}

absl::Status Lives::LookBefore() {
  // It has said that it is ready, and may still be at what comes behind that.
  const absl::Time until = absl::Now() + faults::kPatience;
  while (!faults::IsAsleep(pid()) && absl::Now() < until) {
    station_->CountInjected();
  }
  const absl::StatusOr<faults::Footprint> footprint =
      faults::FootprintOf(pid());
  if (footprint.ok()) before_ = *footprint;
  return footprint.status();
}

void Lives::BeginRound(absl::Time now, absl::Duration length) {
  next_pause_ = now + choice_.Around(kBetweenPauses);
  if (station_->plan().restarts && choice_.OneIn(kRoundsOfALife)) {
    restart_ = now + length * choice_.Between(20, 80) / 100;
  }
}

void Lives::Tend(absl::Time now) {
  injected_ = station_->CountInjected();
  if (state_ == State::kClosed) return;
  if (state_ == State::kDown) return StartAgain(now);
  if (const auto cpu = uds_testing::CpuTimeOf(pid()); cpu.ok()) cpu_now_ = *cpu;
  if (const auto ended = station_->Ended()) return OnEnd(*ended, now);
  if (paused_ && now >= pause_ends_) GoOn();
  if (state_ == State::kEnding) return;
  if (now >= restart_) return AskToEnd();
  if (!paused_ && now >= restart_ - kGathering) Pause(absl::InfiniteFuture());
  if (!paused_ && now >= next_pause_) {
    Pause(now + choice_.Around(kPause));
    next_pause_ = pause_ends_ + choice_.Around(kBetweenPauses);
  }
}

void Lives::StartAgain(absl::Time now) {
  if (now < start_) return;
  const absl::Status started = Start();
  if (started.ok()) return;
  note_(started.ToString());
  state_ = State::kClosed;
}

void Lives::Pause(absl::Time until) {
  station_->Signal(SIGSTOP);
  ++pauses_;
  paused_ = true;
  pause_ends_ = until;
}

void Lives::GoOn() {
  if (std::exchange(paused_, false)) station_->Signal(SIGCONT);
}

void Lives::AskToEnd() {
  restart_ = absl::InfiniteFuture();
  company_->NoteWhatIsOwed();
  state_ = State::kEnding;
  // It waits for one that is stopped. signal(7)
  station_->Signal(SIGTERM);
  GoOn();
}

void Lives::OnEnd(ExitStatus status, absl::Time now) {
  cpu_ += std::exchange(cpu_now_, absl::ZeroDuration());
  end_ = status.ToString();
  paused_ = false;
  const bool asked = state_ == State::kEnding;
  if (!asked || !status.success()) {
    const std::string said = uds_testing::ForPeople(station_->errors());
    note_(absl::StrFormat("it %s: %s%s", asked ? "ended badly" : "died", end_,
                          said.empty() ? "" : ", and said: " + said));
  }
  if (asked) company_->NoteThatItHasEnded();
  if (asked && !station_->plan().program.activated &&
      ::access(station_->path().c_str(), F_OK) == 0) {
    note_("it has left its socket's file behind");
  }
  deaths_ += asked ? 0 : 1;
  const bool last = closing_ || deaths_ >= kMostDeaths;
  state_ = last ? State::kClosed : State::kDown;
  start_ = now + choice_.Around(kBetweenLives);
}

void Lives::Calm() {
  GoOn();
  next_pause_ = absl::InfiniteFuture();
  restart_ = absl::InfiniteFuture();
}

void Lives::Close() {
  closing_ = true;
  if (state_ == State::kServing) AskToEnd();
  if (state_ == State::kDown) state_ = State::kClosed;
}

}  // namespace soak
