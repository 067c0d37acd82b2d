// Says what PeerProcess makes of a connection to itself. For process_test,
// which has other kernels' errors answer it.

#include <iostream>

#include "common/peer/process.h"
#include "common/socket/stream_socket.h"

int main() {
  const auto [left, right] = uds::SocketPair().value();
  const auto process = uds::PeerProcess::Of(left.get());
  if (!process.ok()) {
    std::cout << process.status().ToString() << std::endl;
  } else {
    std::cout << (process->IsAlive() ? "alive" : "ended") << std::endl;
  }
}
