#include "tools/bench/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_format.h"

namespace tools {
namespace {

constexpr size_t kBarColumns = 20;

bool OnTerminal() {
  static const bool is_terminal = ::isatty(STDERR_FILENO) != 0;
  return is_terminal;
}

size_t Width() {
  winsize size = {};
  // ioctl_tty(2): the size of a terminal that nobody looks at is 0.
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return 80;
  }
  return size.ws_col;
}

}  // namespace

std::string ProgressLine(size_t done, size_t steps, absl::Duration passed,
                         std::string_view what, size_t width) {
  done = std::min(done, steps);
  const size_t filled = steps == 0 ? 0 : done * kBarColumns / steps;
  std::string line =
      absl::StrFormat(" [%s%s] %3d %%  ", std::string(filled, '='),
                      std::string(kBarColumns - filled, ' '),
                      steps == 0 ? 0 : done * 100 / steps);
  // The first steps say little about the others.
  if (done * 20 >= steps && done > 0) {
    const absl::Duration left = passed / static_cast<int64_t>(done) *
                                static_cast<int64_t>(steps - done);
    line += absl::StrFormat(
        "about %d s more  ",
        absl::ToInt64Seconds(absl::Ceil(left, absl::Seconds(1))));
  }
  line += what;
  // The last column stays empty: some terminals go to the next line after it.
  return line.substr(0, width > 0 ? width - 1 : 0);
}

Progress::Progress(size_t steps) : steps_(steps) {}

Progress::~Progress() {
  if (OnTerminal()) std::fputs("\r\033[K", stderr);
}

void Progress::Step(std::string_view what) {
  ++begun_;
  if (!OnTerminal()) return;
  const std::string line =
      ProgressLine(begun_ - 1, steps_, absl::Now() - begin_, what, Width());
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
}

}  // namespace tools
