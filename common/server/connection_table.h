// The connections of a Server, and which of them has to be looked at next
// although nothing has come from it.
//
//   ConnectionTable table(/*idle_timeout=*/std::chrono::minutes(1));
//   ConnectionTable::Entry& entry = table.Add(std::move(connection), now);
//   while (ConnectionTable::Entry* const idle = table.FirstIdle(now)) ...
//
// Not for use without a Server, but for its test.
#ifndef COMMON_SERVER_CONNECTION_TABLE_H_
#define COMMON_SERVER_CONNECTION_TABLE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "common/server/connection.h"

namespace uds {

// Owns the connections. Used by one thread.
class ConnectionTable {
 public:
  using Clock = std::chrono::steady_clock;

  // Stays where it is until it is removed. What is not const here is for the
  // Server to change.
  class Entry {
   public:
    Entry(Connection connection, Clock::time_point now)
        : connection(std::move(connection)), last_progress_(now) {}

    Connection connection;
    uint32_t watched_events = 0;  // by the poller
    bool lingers = false;         // and its deadline is the end of that

    std::optional<Clock::time_point> deadline() const { return deadline_; }

   private:
    friend class ConnectionTable;

    uint64_t bytes_moved_ = 0;
    Clock::time_point last_progress_;
    std::optional<Clock::time_point> deadline_;
    std::list<Entry>::iterator self_;
  };

  explicit ConnectionTable(std::chrono::milliseconds idle_timeout)
      : idle_timeout_(idle_timeout) {}

  Entry& Add(Connection connection, Clock::time_point now);
  void Remove(Entry& entry);

  // To be called after a connection had its turn: if bytes have moved, it is
  // not idle.
  void NoteProgress(Entry& entry, Clock::time_point now);
  void SetDeadline(Entry& entry, std::optional<Clock::time_point> deadline);

  // When the next of all deadlines is, that for idling included.
  std::optional<Clock::time_point> NextDeadline() const;

  // A connection whose deadline, or whose time to idle, has passed; null if
  // there is none. It is given again until that is changed.
  Entry* FirstDue(Clock::time_point now);
  Entry* FirstIdle(Clock::time_point now);

  size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }

  // A snapshot; the pointers are valid until their entry is removed.
  std::vector<Entry*> All();

 private:
  const std::chrono::milliseconds idle_timeout_;
  // Ordered by `last_progress_`: as all may idle for the same time, the first
  // is the next to have done so, and to renew one is to move it to the end.
  std::list<Entry> entries_;
  // Of those few that have one of their own.
  std::set<std::pair<Clock::time_point, Entry*>> deadlines_;
};

}  // namespace uds

#endif  // COMMON_SERVER_CONNECTION_TABLE_H_
