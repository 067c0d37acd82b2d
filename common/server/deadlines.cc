#include "common/server/deadlines.h"

namespace uds {

void Deadlines::Change(void* thing, Deadline from, Deadline to) {
  if (from == to) return;
  if (from.has_value()) due_.erase({*from, thing});
  if (to.has_value()) due_.emplace(*to, thing);
}

Deadlines::Deadline Deadlines::First() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

void* Deadlines::FirstDue(Clock::time_point now) const {
  if (due_.empty() || due_.begin()->first > now) return nullptr;
  return due_.begin()->second;
}

}  // namespace uds
