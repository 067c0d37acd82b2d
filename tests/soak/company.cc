#include "tests/soak/company.h"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace soak {
namespace {

using ::faults::Guest;
using ::faults::Manner;
using ::faults::Mischief;
using ::faults::Nuisance;
using ::faults::Tally;
using ::faults::Visitor;

constexpr size_t kMostTroubles = 5;

// Also where there is something left to read. unix(7), poll(2)
bool PeerHasClosed(int socket) {
  pollfd hangup{socket, 0, 0};
  return ::poll(&hangup, 1, 0) == 1;
}

}  // namespace

Account& Account::operator+=(const Account& other) {
  tally += other.tally;
  visitors += other.visitors;
  nuisances += other.nuisances;
  too_late += other.too_late;
  trouble_count += other.trouble_count;
  for (const std::string& trouble : other.troubles) {
    if (troubles.size() < kMostTroubles) troubles.push_back(trouble);
  }
  return *this;
}

void Company::Admit(uds::UniqueFd socket, Manner manner) {
  visitors_.push_back({.visitor = std::make_unique<Visitor>(std::move(socket),
                                                            protocol_, manner),
                       .manner = manner,
                       .bounded = ending_,
                       .owed = OwedBeforeAsking()});
  visitors_.back().visitor->Move();
}

void Company::Admit(uds::UniqueFd socket, const Mischief& mischief,
                    absl::Time leaves) {
  nuisances_.push_back(
      {std::make_unique<Nuisance>(std::move(socket), protocol_, mischief),
       leaves});
  nuisances_.back().nuisance->Move();
}

void Company::NoteWhatIsOwed() {
  ending_ = true;
  for (Visit& visit : visitors_) {
    if (std::exchange(visit.bounded, true)) continue;
    visit.owed = SaidWhole(visit);
  }
}

void Company::NoteThatItHasEnded() {
  ending_ = false;
  for (Visit& visit : visitors_) {
    // Who has read the end has no socket any more.
    const Visitor& visitor = *visit.visitor;
    if (!visitor.done() && !PeerHasClosed(visitor.fd())) visit.bounded = false;
  }
}

// Of its requests, those of which the kernel has taken every byte.
size_t Company::SaidWhole(const Visit& visit) const {
  if (protocol_.server_speaks()) return OwedBeforeAsking();
  const bool stays = visit.manner.stays || visit.manner.half_closes;
  uint64_t said = visit.visitor->tally().bytes_said;
  for (size_t i = 0; i < visit.manner.requests; ++i) {
    const bool last = i + 1 == visit.manner.requests && !stays;
    const size_t size = protocol_.Request(i, last).size();
    if (said < size) return i;
    said -= size;
  }
  return visit.manner.requests;
}

std::vector<Guest*> Company::Guests() const {
  std::vector<Guest*> guests;
  for (const Visit& visit : visitors_) guests.push_back(visit.visitor.get());
  for (const Annoyance& annoyance : nuisances_) {
    guests.push_back(annoyance.nuisance.get());
  }
  return guests;
}

void Company::SeeOff(absl::Time now) {
  const auto gone =
      std::partition(visitors_.begin(), visitors_.end(),
                     [](const Visit& visit) { return !visit.visitor->done(); });
  for (auto visit = gone; visit != visitors_.end(); ++visit) Settle(*visit);
  visitors_.erase(gone, visitors_.end());
  SeeOffNuisances(now);
}

void Company::SeeOffNuisances(absl::Time now) {
  const auto gone = std::partition(
      nuisances_.begin(), nuisances_.end(),
      [now](const Annoyance& annoyance) { return annoyance.leaves > now; });
  for (auto annoyance = gone; annoyance != nuisances_.end(); ++annoyance) {
    account_.tally += annoyance->nuisance->tally();
    ++account_.nuisances;
  }
  nuisances_.erase(gone, nuisances_.end());
}

void Company::GiveUp() {
  for (const Visit& visit : visitors_) Settle(visit);
  visitors_.clear();
}

void Company::Settle(const Visit& visit) {
  Tally tally = visit.visitor->tally();
  std::string trouble = visit.visitor->trouble();
  if (visit.bounded) {
    const size_t owed = std::max(visit.owed, tally.delivered);
    account_.too_late += tally.owed - owed;
    tally.owed = owed;
    // That fewer came than it had wanted is then right; a wrong one is not.
    const bool fewer =
        trouble.find(" replies came, and then the end") != std::string::npos;
    if (fewer && tally.lost() == 0) trouble.clear();
  } else if (!trouble.empty()) {
    // What it has not even begun to say, since it was cut off, it wanted too.
    tally.owed =
        std::max(tally.owed,
                 protocol_.server_speaks() ? size_t{1} : visit.manner.requests);
  }
  account_.tally += tally;
  ++account_.visitors;
  if (trouble.empty()) return;
  if (visit.bounded) {
    absl::StrAppend(&trouble, "; ", visit.owed,
                    " were owed when the server was asked to end");
  }
  ++account_.trouble_count;
  if (account_.troubles.size() < kMostTroubles) {
    account_.troubles.push_back(std::move(trouble));
  }
}

}  // namespace soak
