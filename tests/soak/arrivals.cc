#include "tests/soak/arrivals.h"

#include <vector>

namespace soak {
namespace {

using ::faults::AllMischief;
using ::faults::Manner;
using ::faults::Mischief;

Manner NextManner(Choice& choice) {
  Manner manner;
  manner.requests = choice.Between(1, 30);
  if (choice.OneIn(3)) manner.ahead = choice.Between(1, manner.requests);
  if (choice.OneIn(10)) manner.gulp = choice.Between(1, 100);
  manner.stays = choice.OneIn(5);
  manner.half_closes = !manner.stays && choice.OneIn(4);
  if (choice.OneIn(12)) {
    // Each piece waits for the server to have read the last.
    manner.requests = choice.Between(1, 3);
    manner.piece = choice.Between(1, 9);
  }
  return manner;
}

const Mischief& NextMischief(Choice& choice) {
  const Mischief& mischief = AllMischief()[choice.Below(AllMischief().size())];
  // A flood is as much work as thousands of others.
  const bool flood = mischief.endless && mischief.reading != Mischief::kDoesNot;
  if (!flood || choice.OneIn(8)) return mischief;
  return faults::MischiefNamed("LeavesAtOnce");
}

}  // namespace

Arrival NextArrival(Choice& choice) {
  if (choice.Below(3) < 2) return {.manner = NextManner(choice)};
  const absl::Duration stay = choice.Around(absl::Milliseconds(800));
  if (choice.OneIn(25)) {
    return {.count = 40,
            .mischief = &faults::MischiefNamed("SaysNothing"),
            .stay = stay};
  }
  return {.mischief = &NextMischief(choice), .stay = stay};
}

}  // namespace soak
