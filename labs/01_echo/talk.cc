#include "labs/01_echo/talk.h"

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/socket/stream_socket.h"

namespace lab {
namespace {

// Where nothing moves for so long, in milliseconds, it is stuck.
constexpr int kQuietMs = 300;

// How many bytes wait for either end to read them. unix(7)
struct Unread {
  int here;
  int there;

  bool operator==(const Unread&) const = default;
};

Unread UnreadOn(int socket) {
  Unread unread = {0, 0};
  ::ioctl(socket, SIOCINQ, &unread.here);
  ::ioctl(socket, SIOCOUTQ, &unread.there);
  return unread;
}

}  // namespace

using ::uds::Receive;
using ::uds::Send;
using ::uds::Transfer;

std::string Bytes(size_t size) {
  std::string bytes(size, '\0');
  uint32_t state = 1;
  for (char& byte : bytes) {
    state = state * 1664525 + 1013904223;  // a linear congruential generator
    byte = static_cast<char>(state >> 24);
  }
  return bytes;
}

Talk::Talk(uds::UniqueFd socket, std::string message)
    : socket_(std::move(socket)), message_(std::move(message)) {}

std::string Talk::Finish() {
  while (!ended_) {
    pollfd ready{socket_.get(), POLLIN, 0};
    if (sent_ < message_.size()) ready.events |= POLLOUT;
    if (::poll(&ready, 1, kTalkPatienceMs) != 1) break;
    if ((ready.revents & ~POLLOUT) != 0) {
      ReceivePiece();
    } else {
      SendPiece();
    }
  }
  return reply_;
}

void Talk::Stall(size_t rest) {
  // That the socket takes no more at this instant says only that the server has
  // not read yet. It is stuck when nothing moves in either direction.
  Unread before = {-1, -1};
  while (!ended_) {
    const bool sends = sent_ + rest < message_.size();
    pollfd ready{socket_.get(), static_cast<short>(sends ? POLLOUT : 0), 0};
    const bool is_ready = ::poll(&ready, 1, kQuietMs) == 1;
    const Unread now = UnreadOn(socket_.get());
    if (!is_ready && now == before) return;
    before = now;
    if (is_ready && !sends) return;  // the server has closed
    if (is_ready) SendPiece();
  }
}

void Talk::SendPiece() {
  constexpr std::array<size_t, 5> kSizes = {1, 7, 4093, 65537, 300};
  const size_t size = kSizes[pieces_ % kSizes.size()];
  const absl::StatusOr<Transfer> sent =
      Send(socket_.get(), std::string_view(message_).substr(sent_, size));
  if (!sent.ok() || sent->outcome == Transfer::kPeerGone) ended_ = true;
  if (!sent.ok() || sent->outcome != Transfer::kDone) return;
  ++pieces_;
  sent_ += sent->bytes;
  if (sent_ == message_.size()) ::shutdown(socket_.get(), SHUT_WR);
}

void Talk::ReceivePiece() {
  std::array<char, 5000> buffer;
  const absl::StatusOr<Transfer> received =
      Receive(socket_.get(), absl::MakeSpan(buffer));
  if (received.ok() && received->outcome == Transfer::kDone) {
    reply_.append(buffer.data(), received->bytes);
  } else if (!received.ok() || received->outcome != Transfer::kWouldBlock) {
    ended_ = true;
  }
}

}  // namespace lab
