#include "labs/01_echo/exchange.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "common/os/posix_error.h"
#include "common/socket/stream_socket.h"

namespace lab {
namespace {

constexpr std::string_view kPrefix = "Echo: ";

}  // namespace

Exchange::Exchange(uds::UniqueFd socket, Outgoing outgoing, std::FILE* reply)
    : socket_(std::move(socket)),
      input_(outgoing.input),
      reply_(reply),
      unsent_(std::move(outgoing.message)) {}

absl::Status Exchange::Run() {
  absl::Status status = HalfCloseIfAllIsSent();
  while (status.ok() && !reply_ended_) status = Step();
  // What the input still holds can no longer be sent, and must not pass for
  // answered.
  while (status.ok() && input_ >= 0 && unsent_.empty()) status = ReadInput();
  return status.ok() ? CheckComplete() : status;
}

absl::Status Exchange::Step() {
  // More is read only when all is sent, so that the memory is bounded; poll(2)
  // ignores a descriptor of -1.
  std::array<pollfd, 2> fds = {pollfd{unsent_.empty() ? input_ : -1, POLLIN, 0},
                               pollfd{socket_.get(), POLLIN, 0}};
  if (!unsent_.empty()) fds[1].events |= POLLOUT;
  if (::poll(fds.data(), fds.size(), /*timeout=*/-1) < 0) {
    return errno == EINTR ? absl::OkStatus() : uds::PosixError("poll", "");
  }
  absl::Status status;
  if (fds[0].revents != 0) status.Update(ReadInput());
  if ((fds[1].revents & POLLOUT) != 0) status.Update(SendSome());
  if ((fds[1].revents & ~POLLOUT) != 0) status.Update(ReceiveSome());
  return status;
}

absl::Status Exchange::ReadInput() {
  const ssize_t size = ::read(input_, buffer_.data(), buffer_.size());
  if (size < 0) return uds::PosixError("read", "input");
  if (size == 0) input_ = -1;
  unsent_.assign(buffer_.data(), size);
  return HalfCloseIfAllIsSent();
}

absl::Status Exchange::SendSome() {
  const absl::StatusOr<uds::Transfer> sent = uds::Send(socket_.get(), unsent_);
  if (!sent.ok()) return sent.status();
  if (sent->outcome == uds::Transfer::kPeerGone) {
    // It may have replied before it went, so what is there is still read.
    cut_short_ = true;
    input_ = -1;
    unsent_.clear();
    return absl::OkStatus();
  }
  sent_ += sent->bytes;
  unsent_.erase(0, sent->bytes);
  return HalfCloseIfAllIsSent();
}

// The server learns so that the message is over, while its reply can still
// come: each direction of a stream ends by itself. shutdown(2)
absl::Status Exchange::HalfCloseIfAllIsSent() {
  if (!unsent_.empty() || input_ >= 0) return absl::OkStatus();
  if (::shutdown(socket_.get(), SHUT_WR) == 0) return absl::OkStatus();
  return uds::PosixError("shutdown", "");
}

absl::Status Exchange::ReceiveSome() {
  const absl::StatusOr<uds::Transfer> received =
      uds::Receive(socket_.get(), absl::MakeSpan(buffer_));
  if (!received.ok()) return received.status();
  if (received->outcome != uds::Transfer::kDone) {
    reply_ended_ = received->outcome != uds::Transfer::kWouldBlock;
    return absl::OkStatus();
  }
  const std::string_view bytes(buffer_.data(), received->bytes);
  beginning_.append(bytes.substr(0, kPrefix.size() - beginning_.size()));
  received_ += bytes.size();
  const size_t written = std::fwrite(bytes.data(), 1, bytes.size(), reply_);
  return written == bytes.size() ? absl::OkStatus()
                                 : uds::PosixError("write", "reply");
}

absl::Status Exchange::CheckComplete() const {
  if (std::fflush(reply_) != 0) return uds::PosixError("write", "reply");
  const bool cut_short = cut_short_ || !unsent_.empty();
  const bool nothing_said = sent_ == 0 && received_ == 0;
  const uint64_t expected = kPrefix.size() + sent_;
  const bool all_came = beginning_ == kPrefix && received_ == expected;
  if (!cut_short && (nothing_said || all_came)) return absl::OkStatus();
  return absl::DataLossError(absl::StrFormat(
      "the reply is not complete: \"%s\" and the %d bytes that were sent make "
      "%d, and %d came%s",
      kPrefix, sent_, expected, received_,
      cut_short ? "; the server closed before it had read all" : ""));
}

}  // namespace lab
