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
  const bool written = HasRoom() && ::write(fd_, text.data(), text.size()) ==
                                        static_cast<ssize_t>(text.size());
  lost_ = written ? 0 : lost_ + 1;
}

}  // namespace uds
