// Connects over and over, at a rate, to a server that refuses it.
//
//   hammer PATH RATE   # prints "refused" once it was; when stdin ends, how
//                      # many connections it has made
//
// See refusal.h. Where the server's queue is full it does not wait, and the
// connection does not count.

#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"

namespace {

using Clock = std::chrono::steady_clock;

// Whether the server closes without a word.
bool IsRefused(const uds::UnixAddress& address) {
  const absl::StatusOr<uds::UniqueFd> fd = uds::Connect(address);
  if (!fd.ok()) {
    std::fprintf(stderr, "hammer: %s\n", fd.status().ToString().c_str());
    return false;
  }
  // A server that does not refuse us has something to answer. What becomes of
  // it where one does is seen below.
  constexpr std::string_view kRequest =
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  static_cast<void>(
      ::send(fd->get(), kRequest.data(), kRequest.size(), MSG_NOSIGNAL));
  pollfd answer{fd->get(), POLLIN, 0};
  if (::poll(&answer, 1, 10'000) != 1) return false;
  char byte;
  const ssize_t got = ::recv(fd->get(), &byte, 1, 0);
  return got == 0 || (got < 0 && errno == ECONNRESET);
}

// False once stdin has ended.
bool WaitUntil(Clock::time_point next) {
  while (true) {
    const auto left = next - Clock::now();
    const timespec timeout = {
        .tv_sec = 0,
        .tv_nsec = left.count() > 0 ? static_cast<long>(left.count()) : 0};
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (::ppoll(&input, 1, &timeout, nullptr) != 0) return false;
    if (left.count() <= 0) return true;
  }
}

int Hammer(const uds::UnixAddress& address, int rate) {
  int connects = 0;
  const auto pause = std::chrono::nanoseconds(std::chrono::seconds(1)) / rate;
  for (Clock::time_point next = Clock::now(); WaitUntil(next); next += pause) {
    const absl::StatusOr<uds::UniqueFd> fd = uds::NewStreamSocket();
    if (fd.ok() &&
        ::connect(fd->get(), address.sockaddr(), address.length()) == 0) {
      ++connects;
    }
  }
  return connects;
}

}  // namespace

int main(int argc, char** argv) {
  const int rate = argc == 3 ? std::atoi(argv[2]) : 0;
  if (rate < 2) {
    std::fprintf(stderr, "hammer: PATH RATE\n");
    return 2;
  }
  const absl::StatusOr<uds::UnixAddress> address =
      uds::UnixAddress::FromPath(argv[1]);
  if (!address.ok() || !IsRefused(*address)) return 1;
  std::printf("refused\n");
  std::fflush(stdout);
  std::printf("%d\n", Hammer(*address, rate));
}
