#include "common/testing/strace/stamp.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "common/testing/strace/take.h"

namespace uds_testing {
namespace {

// "1700000000.123456 "
std::optional<absl::Time> TakeTime(std::string_view& text) {
  constexpr size_t kMicrosecondDigits = 6;
  const std::optional<int64_t> seconds = TakeNumber<int64_t>(text);
  if (!seconds || !TakePrefix(text, ".")) return std::nullopt;
  const size_t digits = text.find(' ');
  const std::optional<int64_t> microseconds = TakeNumber<int64_t>(text);
  if (digits != kMicrosecondDigits || !microseconds || !TakePrefix(text, " ")) {
    return std::nullopt;
  }
  return absl::FromUnixSeconds(*seconds) + absl::Microseconds(*microseconds);
}

}  // namespace

absl::StatusOr<Stamp> TakeStamp(std::string_view& line) {
  const std::optional<pid_t> thread = TakeNumber<pid_t>(line);
  if (!thread || !line.starts_with(' ')) {
    return absl::InvalidArgumentError("no thread id");
  }
  // strace pads ids to five digits.
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const std::optional<absl::Time> time = TakeTime(line);
  if (!time) {
    return absl::InvalidArgumentError("no time in seconds and microseconds");
  }
  return Stamp{*thread, *time};
}

}  // namespace uds_testing
