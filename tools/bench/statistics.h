// What several rounds say together, and what they do not.
//
//   const Spread ratio = RatioOf(ours, nginx);      // round by round
//   Judge(ratio, 0.75);  // kMet, kMissed, or kWithinSpread: it cannot be said
//
// Two servers are compared within each round, so that what slows the machine
// for a while slows both. Not for means and deviations: three or five rounds
// have no distribution.
#ifndef TOOLS_BENCH_STATISTICS_H_
#define TOOLS_BENCH_STATISTICS_H_

#include <vector>

namespace tools {

struct Spread {
  double median = 0;
  double least = 0;
  double most = 0;
};

// Of an even number of values the median is the mean of the middle two. All is
// zero where there are none.
Spread SpreadOf(std::vector<double> values);

// Of a[i] / b[i], as far as there are both and b[i] is not zero.
Spread RatioOf(const std::vector<double>& a, const std::vector<double>& b);

// Whether the rounds agree that a ratio is below or above 1.
enum class Difference { kLess, kMore, kWithinSpread };
Difference Compare(const Spread& ratio);

// Whether they agree that it is at most `limit`.
enum class Verdict { kMet, kMissed, kWithinSpread };
Verdict Judge(const Spread& ratio, double limit);

}  // namespace tools

#endif  // TOOLS_BENCH_STATISTICS_H_
