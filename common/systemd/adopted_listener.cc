#include "common/systemd/adopted_listener.h"

#include <utility>

#include "absl/status/status.h"
#include "common/socket/stream_socket.h"

namespace uds::systemd {
namespace {

// One descriptor that stands for several: an epoll descriptor can itself be
// polled, and is readable while something in it is ready. epoll(7)
absl::StatusOr<Epoll> AnyOf(const std::vector<PassedSocket>& sockets) {
  absl::StatusOr<Epoll> any = Epoll::Create();
  if (!any.ok()) return any;
  for (const PassedSocket& socket : sockets) {
    const absl::Status added =
        any->Add(socket.fd.get(), EPOLLIN, /*tag=*/nullptr);
    if (!added.ok()) return added;
  }
  return any;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> AdoptedListener::Create(
    std::vector<PassedSocket> sockets, std::function<void()> on_withdraw) {
  if (sockets.empty()) {
    return absl::InvalidArgumentError("there is no socket to listen on");
  }
  std::unique_ptr<AdoptedListener> listener(
      new AdoptedListener(std::move(sockets), std::move(on_withdraw)));
  if (listener->sockets_.size() == 1) return listener;
  absl::StatusOr<Epoll> any = AnyOf(listener->sockets_);
  if (!any.ok()) return any.status();
  listener->any_ = *std::move(any);
  return listener;
}

AdoptedListener::AdoptedListener(std::vector<PassedSocket> sockets,
                                 std::function<void()> on_withdraw)
    : sockets_(std::move(sockets)), on_withdraw_(std::move(on_withdraw)) {}

absl::StatusOr<AcceptResult> AdoptedListener::Accept() {
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

int AdoptedListener::fd() const {
  return any_.has_value() ? any_->fd() : sockets_.front().fd.get();
}

Listener::Queue AdoptedListener::Withdraw() {
  if (on_withdraw_) on_withdraw_();
  return Queue::kShared;
}

}  // namespace uds::systemd
