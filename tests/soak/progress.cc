#include "tests/soak/progress.h"

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace soak {
namespace {

std::string Clock(absl::Duration time) {
  const int64_t seconds = absl::ToInt64Seconds(time);
  return absl::StrFormat("%d:%02d", seconds / 60, seconds % 60);
}

}  // namespace

std::string ProgressLine(const Ledger& ledger, absl::Duration whole) {
  const faults::Tally tally = Sum(ledger).tally;
  return absl::StrFormat(
      "%s of %s   %d clients   %d replies   %d lost   %d found",
      Clock(ledger.elapsed), Clock(whole), tally.connections, tally.delivered,
      tally.lost(), ledger.findings.size());
}

Progress::Progress(int fd, absl::Duration whole)
    : fd_(fd), terminal_(::isatty(fd) != 0), whole_(whole) {}

void Progress::Show(const Ledger& ledger) {
  if (terminal_) {
    // To the beginning of the line, and what stood there is gone.
    Write(absl::StrCat("\r\033[K", ProgressLine(ledger, whole_)));
  } else if (ledger.elapsed >= next_) {
    next_ += absl::Minutes(1);
    Write(absl::StrCat(ProgressLine(ledger, whole_), "\n"));
  }
}

void Progress::Erase() {
  if (terminal_) Write("\r\033[K");
}

void Progress::Write(const std::string& text) {
  // A reader that is gone is no reason to end.
  if (::write(fd_, text.data(), text.size()) < 0) return;
}

}  // namespace soak
