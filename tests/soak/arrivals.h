// Who comes next, and how they behave: the mix of a soak.
//
//   const Arrival arrival = NextArrival(choice);
//   if (arrival.mischief != nullptr) ...  // a nuisance
//
// Two in three keep the protocol.
#ifndef TESTS_SOAK_ARRIVALS_H_
#define TESTS_SOAK_ARRIVALS_H_

#include <cstddef>

#include "absl/time/time.h"
#include "tests/faults/nuisance.h"
#include "tests/faults/visitor.h"
#include "tests/soak/choice.h"

namespace soak {

struct Arrival {
  size_t count = 1;  // so many at once, all alike

  faults::Manner manner = {};  // of visitors; or
  const faults::Mischief* mischief = nullptr;
  absl::Duration stay = absl::ZeroDuration();  // and for so long at most
};

Arrival NextArrival(Choice& choice);

}  // namespace soak

#endif  // TESTS_SOAK_ARRIVALS_H_
