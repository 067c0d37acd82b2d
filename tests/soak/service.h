// One server of a soak: who comes to it and when, and whether it is as it
// should be. All services are moved by one loop (soak.h).
//
//   service->BeginRound(now, length);
//   ... many times: MoveOnce(guests of all), then
//   service->Invite(now);  // whoever is due
//   service->Tend(now);    // sees off, and does to the server what is due
//   ...
//   service->EndRound();
//   ... until service->WhyNotAtRest() is empty: MoveOnce, Tend ...
//   service->TakeStock(/*quarter=*/false);
#ifndef TESTS_SOAK_SERVICE_H_
#define TESTS_SOAK_SERVICE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/faults/guest.h"
#include "tests/soak/arrivals.h"
#include "tests/soak/choice.h"
#include "tests/soak/company.h"
#include "tests/soak/ledger.h"
#include "tests/soak/lives.h"
#include "tests/soak/station.h"
#include "tests/soak/strangers.h"

namespace soak {

// Bytes by which a server's own memory may be more than before its first
// client, and in the end more than at the quarter. A server keeps its buffer of
// 64 KiB and the memory in which it has made the most replies at once, some 250
// KiB, from when they are first used; its allocator keeps a little between
// pieces that are in use. Not judged where memory does
// not tell (memory_tells.h).
inline constexpr size_t kMemorySlack = 1 << 20;
inline constexpr size_t kMemoryGrowth = 384 << 10;

// Used by one thread.
class Service {
 public:
  // Starts the server. `strangers` and `findings`, borrowed, may be used by
  // others as well; the first may be null.
  static absl::StatusOr<std::unique_ptr<Service>> Open(
      StationPlan plan, uint64_t seed, Strangers* strangers,
      std::vector<std::string>* findings);

  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // Chooses what happens within `length`, and when.
  void BeginRound(absl::Time now, absl::Duration length);

  // Lets come whoever is due, if there is room for them.
  void Invite(absl::Time now);

  // Sees off who is done, and does to the server what is due.
  void Tend(absl::Time now);

  // The nuisances leave, and nothing more is done to the server. Visitors stay
  // until they have been served.
  void EndRound();

  std::vector<faults::Guest*> Guests() const { return company_.Guests(); }

  // What is still going on, in words; empty if the server runs, all visitors
  // have gone, and so have all its descriptors but those of its beginning.
  std::string WhyNotAtRest() const;

  // To be called when this has not changed for too long: what it is, is noted,
  // and the visitors go. Returns whether there was nothing.
  bool GiveUp();

  // To be called when it is at rest: looks at what it holds, and whether it is
  // calm.
  void TakeStock(bool quarter);
  void ExpectCalm();

  // The end: asks for it; then, once it is closed, judges what there was.
  void Close() { lives_.Close(); }
  bool closed() const { return lives_.closed(); }
  void Judge();

  // What it comes to so far.
  Entry entry() const;

 private:
  Service(std::unique_ptr<Station> station, uint64_t seed, Strangers* strangers,
          std::vector<std::string>* findings);

  const StationPlan& plan() const { return lives_.station().plan(); }
  void Admit(const Arrival& arrival, absl::Time now);
  void TendStrangers(absl::Time now);
  void Note(const std::string& finding);

  Strangers* const strangers_;
  std::vector<std::string>* const findings_;
  Company company_;
  Choice choice_;
  Lives lives_;
  absl::Time next_client_ = absl::InfinitePast();
  absl::Time strangers_come_ = absl::InfiniteFuture();
  absl::Time strangers_leave_ = absl::InfiniteFuture();

  size_t turned_away_ = 0;
  size_t refused_ = 0;
  faults::Footprint after_ = {};
  size_t quarter_ = 0;       // bytes of memory; and
  size_t quarter_life_ = 0;  // whose, as a count of lives
};

}  // namespace soak

#endif  // TESTS_SOAK_SERVICE_H_
