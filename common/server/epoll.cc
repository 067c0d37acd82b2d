#include "common/server/epoll.h"

#include <algorithm>
#include <cerrno>
#include <climits>

#include "common/os/posix_error.h"

namespace uds {

absl::StatusOr<Epoll> Epoll::Create() {
  UniqueFd fd(::epoll_create1(EPOLL_CLOEXEC));
  if (!fd.valid()) return PosixError("epoll_create1", "");
  return Epoll(std::move(fd));
}

absl::Status Epoll::Control(int operation, int fd, uint32_t events, void* tag) {
  epoll_event event = {};
  event.events = events;
  event.data.ptr = tag;
  if (::epoll_ctl(fd_.get(), operation, fd, &event) == 0) {
    return absl::OkStatus();
  }
  return PosixError("epoll_ctl", fd);
}

absl::Status Epoll::Add(int fd, uint32_t events, void* tag) {
  return Control(EPOLL_CTL_ADD, fd, events, tag);
}

absl::Status Epoll::Modify(int fd, uint32_t events, void* tag) {
  return Control(EPOLL_CTL_MOD, fd, events, tag);
}

absl::Status Epoll::Remove(int fd) {
  return Control(EPOLL_CTL_DEL, fd, 0, nullptr);
}

absl::StatusOr<absl::Span<const epoll_event>> Epoll::Wait(
    std::optional<std::chrono::milliseconds> timeout) {
  int milliseconds = -1;
  if (timeout.has_value()) {
    milliseconds =
        static_cast<int>(std::clamp<int64_t>(timeout->count(), 0, INT_MAX));
  }
  const int count =
      ::epoll_wait(fd_.get(), events_.data(), events_.size(), milliseconds);
  if (count >= 0) return absl::MakeConstSpan(events_.data(), count);
  if (errno == EINTR) return absl::Span<const epoll_event>();
  return PosixError("epoll_wait", "");
}

}  // namespace uds
