#include "common/testing/strace/last_lines.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace uds_testing {
namespace {

// How much is shown of what came after a signal.
constexpr size_t kLinesAfterSignal = 3;

// The index of the last delivery of `signal` in `lines` from `first` on, or
// the number of lines.
size_t LastDelivery(const std::vector<std::string>& lines, size_t first,
                    std::string_view signal) {
  const std::string delivery = absl::StrCat("--- ", std::string(signal), " {");
  for (size_t i = lines.size(); i > first; --i) {
    if (lines[i - 1].find(delivery) != std::string::npos) return i - 1;
  }
  return lines.size();
}

// The end of a line is what the kernel answered, so the middle is left out.
std::string Shortened(const std::string& line) {
  if (line.size() <= kMostLastLineBytes) return line;
  constexpr size_t kHead = kMostLastLineBytes * 5 / 8;
  constexpr size_t kTail = kMostLastLineBytes - kHead;
  return absl::StrCat(line.substr(0, kHead), "...",
                      line.substr(line.size() - kTail));
}

}  // namespace

std::string LastLines(const std::vector<std::string>& lines, size_t first,
                      std::string_view signal) {
  size_t end = lines.size();
  size_t marked = end - 1;
  // That we have killed it says nothing of what it did.
  if (end > first + 1 &&
      lines[marked].find("+++ killed by SIGKILL +++") != std::string::npos) {
    --marked;
  }
  if (!signal.empty()) {
    const size_t delivery = LastDelivery(lines, first, signal);
    if (delivery < end) {
      marked = delivery;
      end = std::min(end, marked + 1 + kLinesAfterSignal);
    }
  }
  std::string text;
  for (size_t i = std::max(first, end - std::min(end, kMostLastLines)); i < end;
       ++i) {
    absl::StrAppend(&text, i == marked ? "  > " : "    ", Shortened(lines[i]),
                    "\n");
  }
  return text;
}

}  // namespace uds_testing
