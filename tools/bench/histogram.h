// How long things took: many durations in little memory, and their quantiles.
//
//   Histogram latency;
//   latency.Add(std::chrono::nanoseconds(12'345));
//   latency.Quantile(0.99);  // 99 of 100 took at most so long
//
// Buckets are of equal width between two powers of two (log-linear, as in
// HdrHistogram), so that the error is a share of the value: a quantile is never
// too low, and at most 1/64 too high. Not for averages, which one slow answer
// can move anywhere.
#ifndef TOOLS_BENCH_HISTOGRAM_H_
#define TOOLS_BENCH_HISTOGRAM_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tools {

// A value of about 30 KiB. Not thread-safe.
class Histogram {
 public:
  // Durations below this are exact.
  static constexpr uint64_t kExact = 128;

  // Negative durations count as zero.
  void Add(std::chrono::nanoseconds duration);

  uint64_t count() const { return count_; }
  std::chrono::nanoseconds max() const { return max_; }

  // The duration that `share` (from 0 to 1) of all do not exceed; zero if there
  // are none.
  std::chrono::nanoseconds Quantile(double share) const;

 private:
  // Each power of two from kExact on has half as many buckets as lie below it.
  static constexpr size_t kPerPower = kExact / 2;
  static constexpr size_t kBuckets = kExact + (63 - 7) * kPerPower;

  std::array<uint64_t, kBuckets> buckets_ = {};
  uint64_t count_ = 0;
  std::chrono::nanoseconds max_ = {};

  static size_t BucketOf(uint64_t value);
  static uint64_t LargestIn(size_t bucket);
};

}  // namespace tools

#endif  // TOOLS_BENCH_HISTOGRAM_H_
