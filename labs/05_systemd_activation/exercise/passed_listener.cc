#include "labs/05_systemd_activation/exercise/passed_listener.h"

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/socket/stream_socket.h"

namespace lab {

using ::uds::AcceptResult;

absl::Status NotUsable(int fd, std::string_view why) {
  return absl::FailedPreconditionError(absl::StrFormat(
      "descriptor %d, which was passed as a socket, %s", fd, std::string(why)));
}

absl::StatusOr<std::unique_ptr<uds::Listener>> PassedListener::Create(
    std::vector<PassedSocket> sockets) {
  absl::StatusOr<uds::Epoll> any = uds::Epoll::Create();
  if (!any.ok()) return any.status();
  for (const PassedSocket& socket : sockets) {
    const absl::Status added =
        any->Add(socket.fd.get(), EPOLLIN, /*tag=*/nullptr);
    if (!added.ok()) return added;
  }
  return std::unique_ptr<uds::Listener>(
      new PassedListener(std::move(sockets), *std::move(any)));
}

absl::StatusOr<AcceptResult> PassedListener::Accept() {
  for (size_t tried = 0; tried < sockets_.size(); ++tried) {
    const int socket = sockets_[next_].fd.get();
    next_ = (next_ + 1) % sockets_.size();
    absl::StatusOr<AcceptResult> result = uds::Accept(socket);
    if (!result.ok() || result->outcome != AcceptResult::kNoneWaiting) {
      return result;
    }
  }
  return AcceptResult{AcceptResult::kNoneWaiting, {}};
}

}  // namespace lab
