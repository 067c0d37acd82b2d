#include "tools/bench/talk.h"

#include <poll.h>

#include "absl/types/span.h"
#include "common/socket/stream_socket.h"

namespace tools {

using Clock = std::chrono::steady_clock;

absl::StatusOr<Talk> Talk::Connect(const uds::UnixAddress& address) {
  absl::StatusOr<uds::UniqueFd> socket = uds::Connect(address, kPatience);
  if (!socket.ok()) return socket.status();
  return Talk(*std::move(socket));
}

absl::Status Talk::Ask(std::string_view request, const Take& take) {
  const Clock::time_point end = Clock::now() + kPatience;
  std::string_view unsent = request;
  while (true) {
    absl::Status sent = SendSome(unsent);
    if (!sent.ok()) return sent;
    const absl::StatusOr<uds::Transfer> got =
        uds::Receive(socket_.get(), absl::MakeSpan(buffer_));
    if (!got.ok()) return got.status();
    if (got->outcome == uds::Transfer::kDone) {
      const absl::StatusOr<bool> complete =
          take(std::string_view(buffer_.data(), got->bytes));
      if (!complete.ok()) return complete.status();
      if (*complete) return absl::OkStatus();
    } else if (got->outcome != uds::Transfer::kWouldBlock) {
      return absl::DataLossError("the server closed instead of an answer");
    } else if (Clock::now() > end) {
      return absl::DeadlineExceededError("no complete answer");
    } else {
      Wait(!unsent.empty());
    }
  }
}

absl::Status Talk::SendSome(std::string_view& unsent) {
  if (unsent.empty()) return absl::OkStatus();
  const absl::StatusOr<uds::Transfer> sent = uds::Send(socket_.get(), unsent);
  if (!sent.ok()) return sent.status();
  if (sent->outcome == uds::Transfer::kPeerGone) {
    return absl::DataLossError("the server closed before the request");
  }
  unsent.remove_prefix(sent->bytes);
  return absl::OkStatus();
}

void Talk::Wait(bool to_send) {
  const short events = static_cast<short>(POLLIN | (to_send ? POLLOUT : 0));
  pollfd ready = {.fd = socket_.get(), .events = events, .revents = 0};
  ::poll(&ready, 1, /*milliseconds=*/1000);
}

}  // namespace tools
