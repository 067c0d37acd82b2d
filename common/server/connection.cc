#include "common/server/connection.h"

#include <sys/epoll.h>
#include <sys/socket.h>

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

absl::Status Connection::Open() {
  Obey(session_->OnOpen(output_));
  return Write();
}

absl::Status Connection::Advance(bool readable, Scratch& scratch) {
  // Nearly always a reply leaves in the same call in which it is made, and the
  // next connection can make its own in the same memory.
  const bool borrows = output_.empty();
  if (borrows) output_.swap(scratch.output);
  absl::Status status = Move(readable, absl::MakeSpan(scratch.input));
  if (output_.empty()) {
    if (borrows) output_.swap(scratch.output);
    output_.shrink_to_fit();  // what it had to keep for a while
  }
  return status;
}

absl::Status Connection::Move(bool readable, absl::Span<char> input) {
  if (readable && WantsInput()) {
    const absl::Status status = Read(input);
    if (!status.ok() || peer_gone_) return status;
  }
  // Without waiting for EPOLLOUT: nearly always there is room.
  return Write();
}

absl::Status Connection::MissDeadline() {
  session_->OnDeadline(output_);
  Obey(Session::kLinger);
  return Write();
}

std::optional<Session::Clock::time_point> Connection::Deadline() const {
  if (phase_ != Phase::kTalking) return std::nullopt;
  return session_->Deadline();
}

bool Connection::InFlight() const {
  if (unsent() > 0 || phase_ == Phase::kLingering) return true;
  return phase_ == Phase::kTalking && session_->InFlight();
}

bool Connection::WantsInput() const {
  if (phase_ == Phase::kTalking) return unsent() <= max_unsent_;
  return phase_ == Phase::kLingering;
}

void Connection::Obey(Session::Next next) {
  if (next == Session::kClose) phase_ = Phase::kClosing;
  if (next == Session::kLinger) phase_ = Phase::kLingering;
}

absl::Status Connection::Read(absl::Span<char> buffer) {
  const absl::StatusOr<Transfer> received = Receive(socket_.get(), buffer);
  if (!received.ok()) return received.status();
  heard_all_ = received->outcome != Transfer::kDone;
  const bool talking = phase_ == Phase::kTalking;
  switch (received->outcome) {
    case Transfer::kWouldBlock:
      break;
    case Transfer::kPeerGone:
      peer_gone_ = true;
      break;
    case Transfer::kEndOfStream:
      phase_ = Phase::kClosing;
      if (talking) session_->OnEndOfStream(output_);
      break;
    case Transfer::kDone:
      if (!talking) break;
      bytes_moved_ += received->bytes;
      Obey(session_->OnBytes({buffer.data(), received->bytes}, output_));
      break;
  }
  return absl::OkStatus();
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
  Sent();
  return absl::OkStatus();
}

void Connection::Sent() {
  sent_ = 0;
  output_.clear();
  if (phase_ != Phase::kLingering || shut_down_) return;
  // The peer reads the end of the stream behind our last word, while a close(2)
  // would fail its next send(2).
  shut_down_ = true;
  peer_gone_ = ::shutdown(socket_.get(), SHUT_WR) != 0;
}

uint32_t Connection::WantedEvents() const {
  uint32_t events = 0;
  if (WantsInput()) events |= EPOLLIN;
  if (unsent() > 0) events |= EPOLLOUT;
  return events;
}

}  // namespace uds
