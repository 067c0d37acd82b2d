#include "common/server/connection.h"

#include <sys/epoll.h>

#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "common/socket/stream_socket.h"

namespace uds {

Connection::Connection(UniqueFd socket, std::unique_ptr<Session> session,
                       size_t max_unsent)
    : socket_(std::move(socket)),
      session_(std::move(session)),
      max_unsent_(max_unsent) {}

absl::Status Connection::Advance(bool readable, absl::Span<char> buffer) {
  if (readable && WantsInput()) return Read(buffer);
  return Write();
}

absl::Status Connection::Read(absl::Span<char> buffer) {
  const absl::StatusOr<Transfer> received = Receive(socket_.get(), buffer);
  if (!received.ok()) return received.status();
  switch (received->outcome) {
    case Transfer::kWouldBlock:
      break;
    case Transfer::kPeerGone:
      peer_gone_ = true;
      return absl::OkStatus();
    case Transfer::kEndOfStream:
      closing_ = true;
      session_->OnEndOfStream(output_);
      break;
    case Transfer::kDone:
      bytes_moved_ += received->bytes;
      closing_ = session_->OnBytes({buffer.data(), received->bytes}, output_) ==
                 Session::kClose;
      break;
  }
  // Without waiting for EPOLLOUT: nearly always there is room.
  return Write();
}

absl::Status Connection::Write() {
  while (unsent() > 0) {
    const absl::StatusOr<Transfer> sent =
        Send(socket_.get(), std::string_view(output_).substr(sent_));
    if (!sent.ok()) return sent.status();
    if (sent->outcome != Transfer::kDone) {
      peer_gone_ = sent->outcome == Transfer::kPeerGone;
      // What has left makes room, so that a peer which takes its replies as
      // slowly as they are made does not let the output grow without end.
      output_.erase(0, std::exchange(sent_, 0));
      return absl::OkStatus();
    }
    sent_ += sent->bytes;
    bytes_moved_ += sent->bytes;
  }
  sent_ = 0;
  output_.clear();
  // A connection that waits for its peer should cost next to nothing.
  constexpr size_t kKeptBytes = 512;
  if (output_.capacity() > kKeptBytes) output_.shrink_to_fit();
  return absl::OkStatus();
}

uint32_t Connection::WantedEvents() const {
  uint32_t events = 0;
  if (WantsInput()) events |= EPOLLIN;
  if (unsent() > 0) events |= EPOLLOUT;
  return events;
}

}  // namespace uds
