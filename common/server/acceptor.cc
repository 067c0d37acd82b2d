#include "common/server/acceptor.h"

#include <utility>

#include "common/socket/stream_socket.h"

namespace uds {

namespace {

constexpr std::chrono::milliseconds kExhaustedPause(100);

// The second comes when somebody has shut the socket down.
constexpr uint32_t kWatched = EPOLLIN | EPOLLRDHUP;

}  // namespace

absl::StatusOr<std::unique_ptr<Acceptor>> Acceptor::Create(
    std::unique_ptr<Listener> listener, Epoll& epoll) {
  std::unique_ptr<Acceptor> acceptor(new Acceptor(std::move(listener), epoll));
  const absl::Status added =
      epoll.Add(acceptor->listener_->fd(), kWatched, acceptor.get());
  if (!added.ok()) return added;
  return acceptor;
}

Acceptor::~Acceptor() {
  // It fails where it was never added.
  epoll_.Remove(listener_->fd()).IgnoreError();
}

absl::StatusOr<Acceptor::Next> Acceptor::TakeNext(Clock::time_point now) {
  for (int skipped = 0; skipped < kMostSkipped; ++skipped) {
    absl::StatusOr<AcceptResult> accepted = listener_->Accept();
    if (!accepted.ok()) return accepted.status();
    switch (accepted->outcome) {
      case AcceptResult::kAccepted:
        return Next{Next::kConnection, std::move(accepted->socket)};
      case AcceptResult::kSkipped:
        continue;
      case AcceptResult::kNoneWaiting:
        return Next{Next::kNobody};
      case AcceptResult::kExhausted:
        resume_at_ = now + kExhaustedPause;
        if (absl::Status paused = Pause(); !paused.ok()) return paused;
        return Next{Next::kLater};
    }
  }
  return Next{Next::kLater};
}

absl::Status Acceptor::Pause() {
  if (std::exchange(paused_, true)) return absl::OkStatus();
  return epoll_.Modify(listener_->fd(), 0, this);
}

absl::Status Acceptor::Resume() {
  resume_at_.reset();
  if (!std::exchange(paused_, false)) return absl::OkStatus();
  return epoll_.Modify(listener_->fd(), kWatched, this);
}

}  // namespace uds
