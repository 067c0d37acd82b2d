#include "tests/soak/choice.h"

namespace soak {
namespace {

// FNV-1a: std::hash may differ from run to run.
uint64_t Mixed(uint64_t seed, std::string_view who) {
  uint64_t hash = 14695981039346656037u ^ seed;
  for (const char letter : who) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211u;
  }
  return hash;
}

}  // namespace

Choice::Choice(uint64_t seed, std::string_view who)
    : engine_(Mixed(seed, who)) {}

absl::Duration Choice::Around(absl::Duration mean) {
  return absl::Milliseconds(Between(0, 2 * absl::ToInt64Milliseconds(mean)));
}

}  // namespace soak
