// Figures as people read them, the same in all reports.
//
//   ShowMicroseconds(1234.5);  // "1.23 ms"
//   ShowRatio(spread);         // "1.66 (1.51..1.71)"
#ifndef TOOLS_BENCH_FIGURE_TEXT_H_
#define TOOLS_BENCH_FIGURE_TEXT_H_

#include <string>

#include "tools/bench/statistics.h"
#include "tools/bench/targets.h"

namespace tools {

std::string ShowMicroseconds(
    double microseconds);             // "76 µs", "1.2 ms", "3.0 s"
std::string ShowBytes(double bytes);  // "845 B", "2.4 MiB"
std::string ShowCount(double count);  // "401,606"

// The median and, behind it, the least and the most.
std::string ShowRatio(const Spread& ratio);  // "1.66 (1.51..1.71)"
std::string ShowTarget(
    const TargetResult& target);  // the same, or "97 bytes (...)"

// How `server` compares with `reference`: "2.3 x", or "≈" where the rounds do
// not agree which is more. Empty for the reference itself.
std::string ShowDifference(const Series& server, const Series& reference);

}  // namespace tools

#endif  // TOOLS_BENCH_FIGURE_TEXT_H_
