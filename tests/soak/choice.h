// Choices that look like chance and are the same on every run with the same
// seed: what happens to a server does not depend on the machine, only when.
//
//   Choice choice(/*seed=*/7, "02_http");
//   if (choice.OneIn(10)) requests = choice.Between(1, 40);
//
// Not for secrets. Not std::uniform_int_distribution, which differs from one
// library to the next.
#ifndef TESTS_SOAK_CHOICE_H_
#define TESTS_SOAK_CHOICE_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string_view>

#include "absl/time/time.h"

namespace soak {

class Choice {
 public:
  // Those who choose by one seed, each under a name, do not disturb each other.
  Choice(uint64_t seed, std::string_view who);

  // 0 to `count` - 1; `count` is not 0.
  size_t Below(size_t count) { return engine_() % count; }

  // `least` to `most`.
  size_t Between(size_t least, size_t most) {
    return least + Below(most - least + 1);
  }

  bool OneIn(size_t count) { return Below(count) == 0; }

  // Up to twice `mean`, in steps of 1 ms.
  absl::Duration Around(absl::Duration mean);

 private:
  std::mt19937_64 engine_;
};

}  // namespace soak

#endif  // TESTS_SOAK_CHOICE_H_
