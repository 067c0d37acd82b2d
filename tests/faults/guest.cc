#include "tests/faults/guest.h"

#include <poll.h>

#include <algorithm>

#include "absl/time/clock.h"

namespace faults {

Tally& Tally::operator+=(const Tally& other) {
  connections += other.connections;
  bytes_said += other.bytes_said;
  bytes_heard += other.bytes_heard;
  owed += other.owed;
  delivered += other.delivered;
  return *this;
}

std::ostream& operator<<(std::ostream& out, const Tally& tally) {
  return out << tally.connections << " connections, " << tally.bytes_said
             << " bytes said, " << tally.bytes_heard << " heard, "
             << tally.delivered << " of " << tally.owed
             << " owed replies delivered";
}

bool MoveOnce(const std::vector<Guest*>& guests, absl::Duration patience) {
  std::vector<pollfd> fds;
  std::vector<Guest*> waiting;
  for (Guest* const guest : guests) {
    if (guest->done()) continue;
    // Who waits for nothing must not be woken by a hang-up, which is always
    // reported: poll(2) passes over a negative descriptor.
    fds.push_back(
        {guest->events() == 0 ? -1 : guest->fd(), guest->events(), 0});
    waiting.push_back(guest);
  }
  if (fds.empty()) return false;
  ::poll(fds.data(), fds.size(),
         static_cast<int>(absl::ToInt64Milliseconds(patience)));
  bool moved = false;
  for (size_t i = 0; i < fds.size(); ++i) {
    if (fds[i].revents != 0 && waiting[i]->Move()) moved = true;
  }
  return moved;
}

bool MoveUntilDone(const std::vector<Guest*>& guests, absl::Duration quiet) {
  const auto all_done = [&guests] {
    return std::all_of(guests.begin(), guests.end(),
                       [](const Guest* guest) { return guest->done(); });
  };
  absl::Time last = absl::Now();
  while (!all_done()) {
    if (MoveOnce(guests, quiet)) last = absl::Now();
    if (absl::Now() - last > quiet) return all_done();
  }
  return true;
}

}  // namespace faults
