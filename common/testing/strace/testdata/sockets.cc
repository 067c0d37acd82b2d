// A server and its client in one process: addresses, credentials, bytes that
// strace escapes, a string that it cuts, a file that is not there.
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>

int main() {
  ::umask(077);
  ::open("/no/such\tfile", O_RDONLY | O_CLOEXEC);
  const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address = {AF_UNIX, "echo.sock"};
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  ::bind(server, generic, sizeof address);
  ::listen(server, 128);
  const int client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::connect(client, generic, sizeof address);
  sockaddr_un peer;
  socklen_t length = sizeof peer;
  const int accepted = ::accept4(server, reinterpret_cast<sockaddr*>(&peer),
                                 &length, SOCK_CLOEXEC);
  ucred credentials;
  length = sizeof credentials;
  ::getsockopt(accepted, SOL_SOCKET, SO_PEERCRED, &credentials, &length);
  const char odd[] = "a, \"b\" \\ }\n\t\v\f\r\0001\1z\177\377)";
  ::send(client, odd, sizeof odd, MSG_NOSIGNAL);
  ::send(client, std::string(300, 'x').data(), 300, MSG_NOSIGNAL);
  pollfd ready = {accepted, POLLIN, 0};
  ::poll(&ready, 1, 1000);
  char bytes[512];
  ::recv(accepted, bytes, sizeof bytes, MSG_DONTWAIT);
  ::recv(accepted, bytes, sizeof bytes, MSG_DONTWAIT);
  ::fcntl(accepted, F_GETFL);
  const int hidden = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un abstract = {AF_UNIX, {'\0', 'l', 'o', 'c', 'k'}};
  ::bind(hidden, reinterpret_cast<const sockaddr*>(&abstract),
         offsetof(sockaddr_un, sun_path) + 5);
  ::unlink("echo.sock");
  return 0;
}
