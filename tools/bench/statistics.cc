#include "tools/bench/statistics.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace tools {

Spread SpreadOf(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  const double median = values.size() % 2 == 1
                            ? values[middle]
                            : (values[middle - 1] + values[middle]) / 2;
  return {.median = median, .least = values.front(), .most = values.back()};
}

Spread RatioOf(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> ratios;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (b[i] != 0) ratios.push_back(a[i] / b[i]);
  }
  return SpreadOf(std::move(ratios));
}

Difference Compare(const Spread& ratio) {
  if (ratio.most < 1) return Difference::kLess;
  if (ratio.least > 1) return Difference::kMore;
  return Difference::kWithinSpread;
}

Verdict Judge(const Spread& ratio, double limit) {
  if (ratio.most <= limit) return Verdict::kMet;
  if (ratio.least > limit) return Verdict::kMissed;
  return Verdict::kWithinSpread;
}

}  // namespace tools
