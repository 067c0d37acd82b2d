#include "tools/bench/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tools {

size_t Histogram::BucketOf(uint64_t value) {
  if (value < kExact) return value;
  // The seven leading bits stay; what is behind them is the error.
  const int shift = std::bit_width(value) - std::bit_width(kExact - 1);
  return shift * kPerPower + (value >> shift);
}

uint64_t Histogram::LargestIn(size_t bucket) {
  if (bucket < kExact) return bucket;
  const size_t shift = bucket / kPerPower - 1;
  const uint64_t leading = bucket - shift * kPerPower;
  return ((leading + 1) << shift) - 1;
}

void Histogram::Add(std::chrono::nanoseconds duration) {
  duration = std::max(duration, std::chrono::nanoseconds::zero());
  ++buckets_[BucketOf(duration.count())];
  ++count_;
  max_ = std::max(max_, duration);
}

std::chrono::nanoseconds Histogram::Quantile(double share) const {
  const uint64_t wanted =
      std::clamp<uint64_t>(std::ceil(share * static_cast<double>(count_)), 1,
                           std::max<uint64_t>(count_, 1));
  uint64_t seen = 0;
  for (size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += buckets_[bucket];
    if (seen >= wanted) {
      return std::min(max_, std::chrono::nanoseconds(LargestIn(bucket)));
    }
  }
  return max_;
}

}  // namespace tools
