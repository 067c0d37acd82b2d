// The program that traced_process_test.cc traces; its argument says what it
// does. Fully static, so that it opens no file that it was not asked to open.

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>
#include <thread>

#include "common/peer/credentials.h"
#include "common/socket/stream_socket.h"

namespace {

void OpenAFile() { ::close(::open("/etc/passwd", O_RDONLY | O_CLOEXEC)); }

void PrintCredentials() {
  const auto sockets = uds::SocketPair().value();
  const auto peer = uds::GetPeerCredentials(sockets.first.get()).value();
  std::printf("pid=%d uid=%u gid=%u\n", peer.pid, peer.uid, peer.gid);
}

void ListenForEver() {
  const uds::UniqueFd socket = uds::NewStreamSocket().value();
  const sa_family_t family = AF_UNIX;  // autobind: an abstract name. unix(7)
  ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&family),
         sizeof(family));
  ::listen(socket.get(), 1);
  while (true) ::pause();
}

void MakeFourSockets() {
  for (int i = 0; i < 4; ++i) {
    ::close(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "credentials") {
    PrintCredentials();
  } else if (what == "open-in-thread") {
    std::thread(OpenAFile).join();
  } else if (what == "open-in-child") {
    const pid_t child = ::fork();
    if (child == 0) {
      OpenAFile();
      ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
  } else if (what == "listen") {
    ListenForEver();
  } else if (what == "whoami") {
    std::printf("%u\n", ::geteuid());
  } else if (what == "sockets") {
    MakeFourSockets();
  } else {
    return 2;
  }
  return 0;
}
