#include "common/os/unique_fd.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace uds {

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept {
  if (this != &other) {
    Reset();
    fd_ = other.Release();
  }
  return *this;
}

int UniqueFd::Release() { return std::exchange(fd_, kNone); }

void UniqueFd::Reset() {
  const int fd = Release();
  if (fd == kNone) return;
  const int saved_errno = errno;
  // The result is of no use: Linux frees the descriptor even when close(2)
  // reports EINTR, and a second try could close somebody else's.
  ::close(fd);
  errno = saved_errno;
}

}  // namespace uds
