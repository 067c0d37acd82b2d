// Which of many descriptors are ready: epoll(7), level-triggered.
//
//   absl::StatusOr<uds::Epoll> epoll = uds::Epoll::Create();
//   epoll->Add(fd, EPOLLIN, &my_object);
//   for (const epoll_event& event : *epoll->Wait(timeout)) ...event.data.ptr
//
// Level-triggered, since a loop that reads once for each event then needs no
// further recv(2) to see EAGAIN, and cannot forget bytes that it left.
#ifndef COMMON_SERVER_EPOLL_H_
#define COMMON_SERVER_EPOLL_H_

#include <sys/epoll.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/os/unique_fd.h"

namespace uds {

// Owns the epoll descriptor, not those that it watches. The kernel forgets one
// of them when it is closed, but not while anybody else has it open too,
// another process included: then it has to be removed. Used by one thread.
class Epoll {
 public:
  static absl::StatusOr<Epoll> Create();

  // Watches `fd` for `events` (EPOLLIN, EPOLLOUT, both, or 0 for neither;
  // EPOLLHUP and EPOLLERR always come), which are reported with `tag`.
  absl::Status Add(int fd, uint32_t events, void* tag);
  absl::Status Modify(int fd, uint32_t events, void* tag);
  absl::Status Remove(int fd);

  // Readable while something that is watched is ready. Borrowed.
  int fd() const { return fd_.get(); }

  // Blocks until something is ready or `timeout` has passed; no timeout blocks
  // for ever. Each descriptor is named at most once. A signal may cut it short:
  // then nothing is. The span is valid until the next call.
  absl::StatusOr<absl::Span<const epoll_event>> Wait(
      std::optional<std::chrono::milliseconds> timeout);

 private:
  explicit Epoll(UniqueFd fd) : fd_(std::move(fd)) {}

  absl::Status Control(int operation, int fd, uint32_t events, void* tag);

  UniqueFd fd_;
  std::array<epoll_event, 64> events_;
};

}  // namespace uds

#endif  // COMMON_SERVER_EPOLL_H_
