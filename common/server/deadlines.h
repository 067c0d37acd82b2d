// Which of many things is due next.
//
//   deadlines.Change(&entry, entry.deadline, now + 2s);
//   while (void* const due = deadlines.FirstDue(now)) ...
//
// For deadlines that few have at a time, or that differ. Where all are given
// the same span and any of them may be renewed at each event, a list in the
// order of renewal costs less: see Server.
#ifndef COMMON_SERVER_DEADLINES_H_
#define COMMON_SERVER_DEADLINES_H_

#include <chrono>
#include <optional>
#include <set>
#include <utility>

namespace uds {

// Borrows what it is told of. Used by one thread.
class Deadlines {
 public:
  using Clock = std::chrono::steady_clock;
  using Deadline = std::optional<Clock::time_point>;

  // The deadline of `thing` was `from`, and is `to` from now on; either may be
  // none.
  void Change(void* thing, Deadline from, Deadline to);

  // The next of all.
  Deadline First() const;

  // A thing whose deadline is not after `now`, the earliest first; null if
  // there is none. It stays until it is changed.
  void* FirstDue(Clock::time_point now) const;

 private:
  std::set<std::pair<Clock::time_point, void*>> due_;
};

}  // namespace uds

#endif  // COMMON_SERVER_DEADLINES_H_
