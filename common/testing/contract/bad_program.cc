// The programs that bad_programs_test.cc has judged: a server of lines "ok"
// that goes wrong in the way that its first argument names, and, as "client",
// the client. Fully static and raw, as a learner would write it.

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

std::string how;
std::string path;

// By the kernel, also where a sanitizer would see it come.
__attribute__((no_sanitize("undefined"))) void Crash() {
  volatile int* const nowhere = nullptr;
  *nowhere = 1;
}

// As a lock that is never released.
void WaitForEver() {
  int fds[2];
  if (::pipe(fds) != 0) return;
  char byte;
  while (::read(fds[0], &byte, 1) != 0) {
  }
}

void Spin() {
  while (true) ::close(-1);
}

void Flood() {
  std::string text = "\x1b[31mflood\n";
  while (text.size() < (1 << 20)) text += text;
  for (int i = 0; i < 100; ++i) {
    for (size_t sent = 0; sent < text.size();) {
      const ssize_t size = ::write(1, text.data() + sent, text.size() - sent);
      if (size <= 0) return;
      sent += static_cast<size_t>(size);
    }
  }
}

// Each in a session of its own, so that no group holds them; for a minute at
// most, should nobody end it.
void Bomb() {
  while (true) {
    if (::fork() == 0) {
      ::setsid();
      ::alarm(60);
    }
  }
}

void LeaveAChild() {
  if (::fork() != 0) return;
  ::setsid();
  ::alarm(60);
  WaitForEver();
}

void OnTerm(int) {
  ::unlink(path.c_str());
  ::_exit(0);
}

sockaddr_un Address() {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  return address;
}

int Listen() {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  if (how == "elsewhere") path += ".other";
  const sockaddr_un address = Address();
  ::unlink(path.c_str());
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address),
             sizeof(address)) != 0 ||
      ::listen(fd, 5) != 0) {
    std::perror("listen");
    std::exit(1);
  }
  std::printf("Listening on %s\n", path.c_str());
  if (how != "unflushed") std::fflush(stdout);
  return fd;
}

int Serve() {
  // A SIGSEGV with a dump would cost seconds where a core is kept.
  const rlimit none = {0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  if (how == "crash-at-start") Crash();
  if (how == "wait-at-start") WaitForEver();
  if (how == "stop-at-start") std::raise(SIGSTOP);
  if (how == "spin-at-start") Spin();
  if (how == "bomb-at-start") Bomb();
  if (how == "flood-at-start") {
    Flood();
    std::fprintf(stderr, "\x1b[31mtoo much\n");
    return 1;
  }
  std::signal(SIGTERM, how == "ignores-term" ? SIG_IGN : OnTerm);
  if (how == "leaves-a-child") LeaveAChild();
  const int listener = Listen();
  if (how == "spin") Spin();
  while (true) {
    const int client = ::accept(listener, nullptr, nullptr);
    if (how == "crash") Crash();
    if (how == "wait") WaitForEver();
    if (how == "exit") {
      std::fprintf(stderr, "cannot go on\n");
      return 3;
    }
    if (::write(client, "ok\n", 3) != 3) return 1;
    ::close(client);
  }
}

int Visit() {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = Address();
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address),
                sizeof(address)) != 0) {
    std::perror("connect");
    return 1;
  }
  char buffer[64];
  ssize_t size;
  while ((size = ::read(fd, buffer, sizeof(buffer))) > 0) {
    if (::write(1, buffer, static_cast<size_t>(size)) != size) return 1;
  }
  return size == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  constexpr std::string_view kSocket = "--socket=";
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word.starts_with(kSocket)) {
      path = word.substr(kSocket.size());
    } else {
      how = word;
    }
  }
  return how == "client" ? Visit() : Serve();
}
