#include "tools/check/paint.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_format.h"

namespace tools {

bool OnTerminal() {
  static const bool is_terminal = ::isatty(STDOUT_FILENO) != 0;
  return is_terminal;
}

std::string Paint(Colour colour, std::string_view text) {
  static const char* const no_color = std::getenv("NO_COLOR");
  static const bool wanted =
      OnTerminal() && (no_color == nullptr || *no_color == '\0');
  if (!wanted || text.empty()) return std::string(text);
  return absl::StrFormat("\033[%dm%s\033[0m", static_cast<int>(colour),
                         std::string(text));
}

size_t ScreenWidth() {
  winsize size = {};
  // The size of a terminal that nobody looks at is 0. ioctl_tty(2)
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return 100;
  }
  return std::clamp<size_t>(size.ws_col, 60, 110);
}

}  // namespace tools
