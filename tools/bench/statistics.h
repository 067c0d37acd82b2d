// What several rounds say together, and what they do not.
//
//   const Spread ratio = SpreadOf(RatioOf(ours, nginx));  // round by round
//   Judge(ratio, 0.75);  // kMet, kMissed, or kWithinSpread: it cannot be said
//
// Two servers are compared within each round, so that what slows the machine
// for a while slows both. Not for means and deviations: three or five rounds
// have no distribution.
#ifndef TOOLS_BENCH_STATISTICS_H_
#define TOOLS_BENCH_STATISTICS_H_

#include <cstddef>
#include <optional>
#include <vector>

namespace tools {

// A value for each round, or none where it could not be measured.
using Series = std::vector<std::optional<double>>;

struct Spread {
  double median = 0;
  double least = 0;
  double most = 0;
  size_t rounds = 0;  // that have a value; where it is 0, the others are too
};

// Of an even number of values the median is the mean of the middle two.
Spread SpreadOf(const Series& series);

// a[i] / b[i], for each round that has both.
Series RatioOf(const Series& a, const Series& b);

// Whether the rounds agree that a ratio is below or above 1. A single round
// agrees with itself, and says nothing.
enum class Difference { kLess, kMore, kWithinSpread };
Difference Compare(const Spread& ratio);

// Whether they agree that it is at most `limit`.
enum class Verdict { kMet, kMissed, kWithinSpread };
Verdict Judge(const Spread& ratio, double limit);

}  // namespace tools

#endif  // TOOLS_BENCH_STATISTICS_H_
