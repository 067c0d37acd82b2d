#include "tests/soak/soak.h"

#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "tests/faults/guest.h"
#include "tests/soak/service.h"

namespace soak {
namespace {

using ::faults::Guest;

// A round is about so long, but there are at least kLeastRounds of them: before
// the quarter and behind it.
constexpr absl::Duration kRound = absl::Seconds(10);
constexpr int64_t kLeastRounds = 4;

// The soak waits so long between two turns, and a turn for those who have
// something to do.
constexpr int kRestMs = 1;
constexpr absl::Duration kWait = absl::Milliseconds(2);

// Who waits for descriptors or memory takes nobody in for 100 ms, and those who
// have left meanwhile are still in its queue.
constexpr absl::Duration kRestHolds = absl::Milliseconds(300);

// Clients need descriptors: a few hundred for each server.
void RaiseDescriptorLimit() {
  rlimit limit;
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

class Soaking {
 public:
  explicit Soaking(SoakOptions options) : options_(std::move(options)) {}

  absl::Status Open() {
    for (StationPlan& plan : options_.plans) {
      absl::StatusOr<std::unique_ptr<Service>> service = Service::Open(
          std::move(plan), options_.seed, options_.strangers, &findings_);
      if (!service.ok()) return service.status();
      services_.push_back(*std::move(service));
    }
    return absl::OkStatus();
  }

  Ledger Run() {
    start_ = absl::Now();
    const int64_t rounds = std::max(kLeastRounds, options_.duration / kRound);
    const absl::Duration length = options_.duration / rounds;
    for (int64_t round = 0; round < rounds; ++round) {
      const absl::Time planned = start_ + length * (round + 1);
      // A lull that took long must not leave nothing of the next round.
      Play(std::max(planned - absl::Now(), length / 2));
      Rest(/*quarter=*/round == rounds / 4, round);
      if (stopped_ || round + 1 == rounds) break;
    }
    Close();
    return Report();
  }

 private:
  void Play(absl::Duration length) {
    const absl::Time now = absl::Now();
    for (const auto& service : services_) service->BeginRound(now, length);
    while (!stopped_ && absl::Now() < now + length) {
      for (const auto& service : services_) service->Invite(absl::Now());
      Turn();
    }
    for (const auto& service : services_) service->EndRound();
  }

  // The lull. Where somebody finds no rest there is nothing more to be learnt.
  void Rest(bool quarter, int64_t round) {
    absl::Time since = absl::InfiniteFuture();
    TurnUntil([&] {
      const absl::Time now = absl::Now();
      since = AllAtRest() ? std::min(since, now) : absl::InfiniteFuture();
      return now - since >= kRestHolds;
    });
    for (size_t i = 0; i < services_.size(); ++i) {
      if (!services_[i]->GiveUp()) stopped_ = true;
      services_[i]->TakeStock(quarter);
      if (i == round % services_.size()) services_[i]->ExpectCalm();
    }
  }

  bool AllAtRest() const {
    return std::all_of(
        services_.begin(), services_.end(),
        [](const auto& service) { return service->WhyNotAtRest().empty(); });
  }

  void Close() {
    for (const auto& service : services_) service->ExpectCalm();
    for (const auto& service : services_) service->Close();
    TurnUntil([this] {
      return std::all_of(services_.begin(), services_.end(),
                         [](const auto& service) { return service->closed(); });
    });
    for (const auto& service : services_) {
      if (!service->closed()) service->GiveUp();
      service->Judge();
    }
  }

  // Or until there has been nothing to move for as long as anybody waits, or
  // something without end.
  template <typename Condition>
  void TurnUntil(Condition condition) {
    absl::Time last = absl::Now();
    const absl::Time end = last + 5 * options_.patience;
    while (!condition() && absl::Now() - last < options_.patience &&
           absl::Now() < end) {
      if (Turn()) last = absl::Now();
    }
  }

  // Returns whether anything was done.
  bool Turn() {
    std::vector<Guest*> guests;
    for (const auto& service : services_) {
      for (Guest* const guest : service->Guests()) guests.push_back(guest);
    }
    const bool moved = faults::MoveOnce(guests, kWait);
    const absl::Time now = absl::Now();
    for (const auto& service : services_) service->Tend(now);
    pollfd stop{stopped_ ? -1 : options_.stop_fd, POLLIN, 0};
    if (::poll(&stop, 1, kRestMs) == 1) {
      stopped_ = true;
      notes_.push_back("it was told to end before its time");
    }
    if (options_.on_progress && now >= next_progress_) {
      next_progress_ = now + absl::Seconds(1);
      options_.on_progress(Report());
    }
    return moved;
  }

  Ledger Report() const {
    Ledger ledger{.seed = options_.seed, .elapsed = absl::Now() - start_};
    for (const auto& service : services_) {
      ledger.entries.push_back(service->entry());
    }
    ledger.findings = findings_;
    ledger.notes = notes_;
    return ledger;
  }

  SoakOptions options_;
  std::vector<std::string> findings_;
  std::vector<std::string> notes_;
  std::vector<std::unique_ptr<Service>> services_;
  absl::Time start_;
  absl::Time next_progress_ = absl::InfinitePast();
  bool stopped_ = false;
};

}  // namespace

absl::StatusOr<Ledger> Soak(SoakOptions options) {
  RaiseDescriptorLimit();
  Soaking soaking(std::move(options));
  const absl::Status opened = soaking.Open();
  if (!opened.ok()) return opened;
  return soaking.Run();
}

}  // namespace soak
