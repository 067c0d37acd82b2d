#include "labs/01_echo/exercise/loop.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/os/posix_error.h"
#include "labs/01_echo/exercise/socket_calls.h"

namespace lab {
namespace {

constexpr size_t kMostUnsent = 256 * 1024;  // bytes that are kept for a client
constexpr std::chrono::milliseconds kPause(100);
constexpr std::chrono::seconds kDrain(5);

}  // namespace

absl::Status Loop::Serve() {
  absl::Status status;
  while (status.ok() && !stopping_) status = Turn();
  return status;
}

absl::Status Loop::Drain() {
  const Clock::time_point until = Clock::now() + kDrain;
  stopping_ = true;
  absl::Status status;
  pollfd queue{listener_, POLLIN, 0};
  while (status.ok() && !Paused() && ::poll(&queue, 1, 0) == 1) {
    status = AcceptOne();
  }
  while (status.ok() && !clients_.empty() && Clock::now() < until) {
    status = Turn();
  }
  return status;
}

// Waits, and serves whoever has something for us or takes something from us.
absl::Status Loop::Turn() {
  const bool listens = !stopping_ && !Paused();
  std::vector<pollfd> fds = {{stopping_ ? -1 : stop_fd_, POLLIN, 0},
                             {listens ? listener_ : -1, POLLIN, 0}};
  for (const Client& client : clients_) {
    const int events =
        (Hears(client) ? POLLIN : 0) | (client.unsent.empty() ? 0 : POLLOUT);
    fds.push_back({client.socket.get(), static_cast<short>(events), 0});
  }
  if (::poll(fds.data(), fds.size(), TimeoutMs()) < 0) {
    return errno == EINTR ? absl::OkStatus() : uds::PosixError("poll", "");
  }
  absl::Status status;
  for (size_t i = 0; i < clients_.size(); ++i) {
    status.Update(Attend(clients_[i], fds[i + 2].revents));
  }
  std::erase_if(clients_, [](const Client& client) {
    return client.gone || (client.ended && client.unsent.empty());
  });
  if (fds[1].revents != 0) status.Update(AcceptOne());
  stopping_ |= fds[0].revents != 0;
  return status;
}

int Loop::TimeoutMs() const {
  const bool any_is_silent =
      std::any_of(clients_.begin(), clients_.end(),
                  [](const Client& client) { return !client.begun; });
  if (stopping_ && any_is_silent) return 0;  // they have had their time
  return stopping_ || Paused() ? kPause.count() : -1;
}

absl::Status Loop::AcceptOne() {
  absl::StatusOr<Accepted> accepted = Accept(listener_);
  if (!accepted.ok()) return accepted.status();
  if (accepted->outcome == Accepted::kClient) {
    clients_.push_back({.socket = std::move(accepted->socket)});
  } else if (accepted->outcome == Accepted::kNoDescriptors) {
    paused_until_ = Clock::now() + kPause;
  }
  return absl::OkStatus();
}

bool Loop::Hears(const Client& client) {
  return !client.ended && client.unsent.size() < kMostUnsent;
}

absl::Status Loop::Attend(Client& client, short events) {
  absl::Status status;
  if ((events & ~POLLOUT) != 0 && Hears(client)) status = Hear(client);
  if (status.ok() && events != 0 && !client.gone) status = Answer(client);
  if (stopping_ && !client.begun) client.gone = true;
  return status;
}

// The prefix leaves with the first bytes, and to no bytes there is no reply.
absl::Status Loop::Hear(Client& client) {
  const absl::StatusOr<Transfer> received =
      Receive(client.socket.get(), absl::MakeSpan(buffer_));
  if (!received.ok()) return received.status();
  client.gone = received->outcome == Transfer::kPeerGone;
  client.ended = received->outcome == Transfer::kEndOfStream;
  if (received->outcome != Transfer::kDone) return absl::OkStatus();
  if (!std::exchange(client.begun, true)) client.unsent = "Echo: ";
  client.unsent.append(buffer_.data(),
                       std::min(received->bytes, buffer_.size()));
  return absl::OkStatus();
}

absl::Status Loop::Answer(Client& client) {
  if (client.unsent.empty()) return absl::OkStatus();
  const absl::StatusOr<Transfer> sent =
      Send(client.socket.get(), client.unsent);
  if (!sent.ok()) return sent.status();
  client.gone = sent->outcome == Transfer::kPeerGone;
  if (sent->outcome == Transfer::kDone) client.unsent.erase(0, sent->bytes);
  return absl::OkStatus();
}

}  // namespace lab
