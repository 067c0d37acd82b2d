#include "common/server/connection_table.h"

#include <algorithm>

namespace uds {

ConnectionTable::Entry& ConnectionTable::Add(Connection connection,
                                             Clock::time_point now) {
  Entry& entry = entries_.emplace_back(std::move(connection), now);
  entry.self_ = std::prev(entries_.end());
  return entry;
}

void ConnectionTable::Remove(Entry& entry) {
  SetDeadline(entry, std::nullopt);
  entries_.erase(entry.self_);
}

void ConnectionTable::NoteProgress(Entry& entry, Clock::time_point now) {
  const uint64_t moved = entry.connection.bytes_moved();
  if (std::exchange(entry.bytes_moved_, moved) == moved) return;
  entry.last_progress_ = now;
  entries_.splice(entries_.end(), entries_, entry.self_);
}

void ConnectionTable::SetDeadline(Entry& entry,
                                  std::optional<Clock::time_point> deadline) {
  if (entry.deadline_ == deadline) return;
  if (entry.deadline_.has_value()) deadlines_.erase({*entry.deadline_, &entry});
  if (deadline.has_value()) deadlines_.emplace(*deadline, &entry);
  entry.deadline_ = deadline;
}

std::optional<ConnectionTable::Clock::time_point>
ConnectionTable::NextDeadline() const {
  if (entries_.empty()) return std::nullopt;
  const Clock::time_point idle =
      entries_.front().last_progress_ + idle_timeout_;
  return deadlines_.empty() ? idle : std::min(idle, deadlines_.begin()->first);
}

ConnectionTable::Entry* ConnectionTable::FirstDue(Clock::time_point now) {
  if (deadlines_.empty() || deadlines_.begin()->first > now) return nullptr;
  return deadlines_.begin()->second;
}

ConnectionTable::Entry* ConnectionTable::FirstIdle(Clock::time_point now) {
  if (entries_.empty()) return nullptr;
  Entry& oldest = entries_.front();
  return oldest.last_progress_ + idle_timeout_ > now ? nullptr : &oldest;
}

std::vector<ConnectionTable::Entry*> ConnectionTable::All() {
  std::vector<Entry*> all;
  for (Entry& entry : entries_) all.push_back(&entry);
  return all;
}

}  // namespace uds
