#include "labs/05_systemd_activation/asker.h"

#include <poll.h>

#include <array>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/types/span.h"
#include "common/socket/stream_socket.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

constexpr int kPatienceMs = 5'000;

constexpr std::string_view kFirstHalf = "GET / HTTP/1.1\r\nHost: localhost\r\n";
constexpr std::string_view kSecondHalf = "Connection: close\r\n\r\n";

// A few bytes, for which a socket always has room; where the server has closed
// it, the answer that is missing tells.
void Say(int socket, std::string_view bytes) {
  const absl::StatusOr<uds::Transfer> sent = uds::Send(socket, bytes);
  ASSERT_TRUE(sent.ok()) << sent.status();
  if (sent->outcome != uds::Transfer::kDone) return;
  EXPECT_EQ(sent->bytes, bytes.size());
}

std::string ReadToTheEnd(int socket) {
  std::string said;
  std::array<char, 1024> buffer;
  while (true) {
    pollfd readable{socket, POLLIN, 0};
    if (::poll(&readable, 1, kPatienceMs) != 1) return said;
    const absl::StatusOr<uds::Transfer> received =
        uds::Receive(socket, absl::MakeSpan(buffer));
    if (!received.ok() || received->outcome != uds::Transfer::kDone) {
      return said;
    }
    said.append(buffer.data(), received->bytes);
  }
}

}  // namespace

void Asker::SendHalf() {
  Say(socket_.get(), kFirstHalf);
  half_sent_ = true;
}

bool Asker::IsAuthorized() {
  if (!half_sent_) SendHalf();
  Say(socket_.get(), kSecondHalf);
  const std::string reply = ReadToTheEnd(socket_.get());
  return absl::StartsWith(reply, "HTTP/1.1 200 ") &&
         absl::EndsWith(reply, "\r\n\r\nYou are authorized!\n");
}

bool Asker::IsRefused() {
  // Who is refused may find the connection closed already.
  const absl::StatusOr<uds::Transfer> sent =
      uds::Send(socket_.get(), std::string(kFirstHalf).append(kSecondHalf));
  pollfd readable{socket_.get(), POLLIN, 0};
  if (!sent.ok() || ::poll(&readable, 1, kPatienceMs) != 1) return false;
  std::array<char, 64> buffer;
  const absl::StatusOr<uds::Transfer> received =
      uds::Receive(socket_.get(), absl::MakeSpan(buffer));
  return received.ok() && (received->outcome == uds::Transfer::kEndOfStream ||
                           received->outcome == uds::Transfer::kPeerGone);
}

}  // namespace lab
