#include "common/server/line_log.h"

#include <poll.h>
#include <unistd.h>

#include <climits>
#include <string>

#include "absl/strings/str_format.h"

namespace uds {

static_assert(LineLog::kMostBytes <= PIPE_BUF);

bool LineLog::HasRoom() const {
  pollfd room{fd_, POLLOUT, 0};
  return ::poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0;
}

void LineLog::Write(std::string_view line) {
  std::string text;
  if (lost_ > 0) {
    text = absl::StrFormat(
        "Lost %u log lines before this one: nobody read them in time\n", lost_);
  }
  text += line;
  if (text.size() > kMostBytes) text.replace(kMostBytes - 1, text.npos, "\n");
  if (cut_off_) text.insert(0, "\n");
  const ssize_t written =
      HasRoom() ? ::write(fd_, text.data(), text.size()) : -1;
  const bool whole = written == static_cast<ssize_t>(text.size());
  // A disk that is full may take a part: that must not run into the next line.
  if (written > 0) cut_off_ = !whole;
  lost_ = whole ? 0 : lost_ + 1;
}

}  // namespace uds
