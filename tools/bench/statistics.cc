#include "tools/bench/statistics.h"

#include <algorithm>

namespace tools {

Spread SpreadOf(const Series& series) {
  std::vector<double> values;
  for (const std::optional<double>& value : series) {
    if (value.has_value()) values.push_back(*value);
  }
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  const double median = values.size() % 2 == 1
                            ? values[middle]
                            : (values[middle - 1] + values[middle]) / 2;
  return {.median = median,
          .least = values.front(),
          .most = values.back(),
          .rounds = values.size()};
}

Series RatioOf(const Series& a, const Series& b) {
  Series ratios(std::min(a.size(), b.size()));
  for (size_t i = 0; i < ratios.size(); ++i) {
    if (a[i].has_value() && b[i].value_or(0) != 0) ratios[i] = *a[i] / *b[i];
  }
  return ratios;
}

Difference Compare(const Spread& ratio) {
  if (ratio.rounds < 2) return Difference::kWithinSpread;
  if (ratio.most < 1) return Difference::kLess;
  if (ratio.least > 1) return Difference::kMore;
  return Difference::kWithinSpread;
}

Verdict Judge(const Spread& ratio, double limit) {
  if (ratio.rounds < 2) return Verdict::kWithinSpread;
  if (ratio.most <= limit) return Verdict::kMet;
  if (ratio.least > limit) return Verdict::kMissed;
  return Verdict::kWithinSpread;
}

}  // namespace tools
