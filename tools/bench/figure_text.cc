#include "tools/bench/figure_text.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace tools {
namespace {

// Three digits, as far as they say anything.
std::string ThreeDigits(double value) {
  if (std::abs(value) < 9.995) return absl::StrFormat("%.2f", value);
  if (std::abs(value) < 99.95) return absl::StrFormat("%.1f", value);
  return absl::StrFormat("%.0f", value);
}

std::string ThreeDigits(const Spread& spread) {
  return absl::StrFormat("%s (%s..%s)", ThreeDigits(spread.median),
                         ThreeDigits(spread.least), ThreeDigits(spread.most));
}

}  // namespace

std::string ShowMicroseconds(double microseconds) {
  if (microseconds < 999.5) return ThreeDigits(microseconds) + " µs";
  if (microseconds < 999.5e3) return ThreeDigits(microseconds / 1e3) + " ms";
  return ThreeDigits(microseconds / 1e6) + " s";
}

std::string ShowBytes(double bytes) {
  constexpr double kKibi = 1024;
  if (std::abs(bytes) < kKibi) return absl::StrFormat("%.0f B", bytes);
  if (std::abs(bytes) < kKibi * kKibi) {
    return ThreeDigits(bytes / kKibi) + " KiB";
  }
  return ThreeDigits(bytes / kKibi / kKibi) + " MiB";
}

std::string ShowCount(double count) {
  const std::string digits =
      absl::StrCat(static_cast<int64_t>(std::llround(count)));
  std::string grouped;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped.push_back(',');
    grouped.push_back(digits[i]);
  }
  return grouped;
}

std::string ShowRatio(const Spread& ratio) { return ThreeDigits(ratio); }

std::string ShowTarget(const TargetResult& target) {
  if (target.target.unit.empty()) return ThreeDigits(target.value);
  return absl::StrFormat("%.0f %s (%.0f..%.0f)", target.value.median,
                         target.target.unit, target.value.least,
                         target.value.most);
}

std::string ShowDifference(const Series& server, const Series& reference) {
  if (server == reference) return "";
  const Spread ratio = SpreadOf(RatioOf(server, reference));
  if (ratio.rounds == 0) return "";
  if (Compare(ratio) == Difference::kWithinSpread) return "≈";
  return ThreeDigits(ratio.median) + " x";
}

}  // namespace tools
