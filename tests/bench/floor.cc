// The floor: what a request costs where nothing is done with it. Bare loops of
// system calls, with which the benchmark compares servers.
//
//   floor echo PATH         epoll_wait, recv, send of what came
//   floor http PATH         epoll_wait, recv, send of one answer that never
//                           changes, whatever came
//   floor cycle PATH        accept4, getsockopt(SO_PEERCRED), recv, send,
//                           close: one client at a time, so without any epoll
//   floor cycle-epoll PATH  the same for many at a time
//
// Not servers to copy: they parse nothing, keep no limit, wait for no slow
// client but with all others, and take every error for the end.

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

char buffer[64 * 1024];

[[noreturn]] void Die(const char* call) {
  std::perror(call);
  std::exit(1);
}

// As long as lab 02's, and with the same header fields; the date stays.
const std::string& HttpAnswer() {
  static const std::string answer =
      "HTTP/1.1 200 OK\r\n"
      "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
      "Content-Length: 15\r\n"
      "Content-Type: text/plain; charset=utf-8\r\n"
      "X-Peer-Uid: " +
      std::to_string(::geteuid()) + "\r\n\r\nHello over UDS!";
  return answer;
}

int Listen(const char* path) {
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) Die("socket");
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
  if (::fchmod(listener, 0600) != 0 ||
      ::bind(listener, reinterpret_cast<sockaddr*>(&address),
             sizeof(address)) != 0) {
    Die("bind");
  }
  if (::listen(listener, SOMAXCONN) != 0) Die("listen");
  return listener;
}

// Sockets block: a client that does not read stops everything.
int Accept(int listener) {
  const int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) Die("accept4");
  return client;
}

void AskWhoItIs(int client) {
  ucred peer = {};
  socklen_t length = sizeof(peer);
  if (::getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) {
    Die("getsockopt");
  }
}

// Answers what is there; false at the end of the stream.
bool Answer(int client, bool echo) {
  const ssize_t got = ::recv(client, buffer, sizeof(buffer), 0);
  if (got <= 0) return false;
  const std::string_view answer =
      echo ? std::string_view(buffer, got) : HttpAnswer();
  return ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL) > 0;
}

void Watch(int epoll, int fd) {
  epoll_event event = {};
  event.events = EPOLLIN;
  event.data.fd = fd;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) Die("epoll_ctl");
}

[[noreturn]] void ServeMany(int listener, bool echo, bool ask) {
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) Die("epoll_create1");
  Watch(epoll, listener);
  epoll_event events[64];
  while (true) {
    const int ready = ::epoll_wait(epoll, events, 64, -1);
    if (ready < 0 && errno != EINTR) Die("epoll_wait");
    for (int i = 0; i < ready; ++i) {
      const int fd = events[i].data.fd;
      if (fd == listener) {
        const int client = Accept(listener);
        if (ask) AskWhoItIs(client);
        Watch(epoll, client);
      } else if (!Answer(fd, echo)) {
        ::close(fd);
      }
    }
  }
}

[[noreturn]] void ServeOneByOne(int listener) {
  while (true) {
    const int client = Accept(listener);
    AskWhoItIs(client);
    Answer(client, /*echo=*/false);
    ::close(client);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc == 3 ? argv[1] : "";
  if (mode != "echo" && mode != "http" && mode != "cycle" &&
      mode != "cycle-epoll") {
    std::fprintf(stderr, "floor: echo|http|cycle|cycle-epoll PATH\n");
    return 2;
  }
  const int listener = Listen(argv[2]);
  if (mode == "cycle") ServeOneByOne(listener);
  ServeMany(listener, mode == "echo", mode == "cycle-epoll");
}
