// Lab 01: echo servers that are wrong, each in one way, and two wrong clients.
//
//   mistakes --socket=PATH                             # a correct server
//   mistakes --mistake=chmod_after_bind --socket=PATH  # a wrong one
//
// It is written in raw system calls, beside the reference and without anything
// of it, so that the contract is seen to hold for a program that was written
// another way. Each mistake stands where one would make it, as Planted("..."),
// and is described in the list at the end. What a good server has and this one
// lacks: a lock between two that start at once, and a limit on silence.

#include "common/testing/mistakes/mistakes.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/str_join.h"
#include "common/os/file_mode.h"

ABSL_FLAG(std::string, socket, "", "path of the socket");
ABSL_FLAG(uds::FileMode, mode, uds::FileMode{0600},
          "permission bits of the socket's file, in octal");

namespace lab {
namespace {

using ::uds_testing::Planted;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr char kPrefix[] = "Echo: ";
constexpr size_t kMostUnsent = 2 << 20;  // bytes, of one client
constexpr milliseconds kDrain{5000};
constexpr milliseconds kPause{100};  // while no descriptor is left
constexpr milliseconds kForEver{-1};

[[noreturn]] void Refuse(const std::string& why) {
  std::fprintf(stderr, "mistakes: %s\n", why.c_str());
  std::exit(1);
}

[[noreturn]] void Fail(const std::string& call) {
  Refuse(call + ": " + std::strerror(errno));
}

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    Refuse("--socket: \"" + path + "\" is empty or too long");
  }
  path.copy(address.sun_path, path.size());
  return address;
}

int Connect(const sockaddr_un& address) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) Fail("socket");
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address),
                sizeof(address)) == 0) {
    return fd;
  }
  const int error = errno;
  ::close(fd);
  errno = error;
  return -1;
}

// ---------------------------------------------------------------------------
// The socket's file.

class SocketFile {
 public:
  explicit SocketFile(std::string path) : path_(std::move(path)) {}

  int Listen(mode_t mode) {
    const sockaddr_un address = AddressOf(path_);
    ClearPath(address);
    const int type = Planted("keeps_messages_apart_by_seqpacket")
                         ? SOCK_SEQPACKET
                         : SOCK_STREAM;
    const int fd = ::socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) Fail("socket");
    Bind(fd, address, mode);
    if (Planted("ready_before_listen")) SayReady();
    // "One client at a time is all we serve."
    const int backlog = Planted("serves_one_client") ? 0 : SOMAXCONN;
    if (!Planted("no_listen") && ::listen(fd, backlog) != 0) Fail("listen");
    if (!Planted("ready_before_listen")) SayReady();
    return fd;
  }

  void Remove() const {
    struct stat found;
    const bool ours = ::lstat(path_.c_str(), &found) == 0 &&
                      found.st_dev == made_.st_dev &&
                      found.st_ino == made_.st_ino;
    if (ours && !Planted("leaves_its_file")) ::unlink(path_.c_str());
    if (Planted("symlink_at_the_path")) ::unlink(RealPath().c_str());
  }

 private:
  // Leaves the path free, or refuses.
  void ClearPath(const sockaddr_un& address) const {
    struct stat found;
    const auto look = Planted("symlink_at_the_path") ? ::stat : ::lstat;
    if (look(path_.c_str(), &found) != 0) return;
    // "connect(2) is refused, so it is stale": so it is by a regular file.
    if (!S_ISSOCK(found.st_mode) && !Planted("unlinks_a_regular_file")) {
      Refuse(path_ + " exists and is not a socket; it was left as it is");
    }
    // "Whatever is there is left over from the last run."
    if (!Planted("unlinks_a_running_servers_socket")) {
      const int answers = Connect(address);
      if (answers >= 0) Refuse(path_ + " is in use by a running server");
    }
    // "The kernel frees the address when its owner dies": of TCP, it does.
    if (Planted("no_unlink_before_bind")) return;
    if (::unlink(path_.c_str()) != 0) Fail("unlink(" + path_ + ")");
  }

  // The file has the socket's own mode less the umask, so both are set first.
  void Bind(int fd, const sockaddr_un& address, mode_t mode) {
    ::umask(0);
    if (!Planted("chmod_after_bind") && ::fchmod(fd, mode) != 0) Fail("fchmod");
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address),
               sizeof(address)) != 0) {
      Fail("bind(" + path_ + ")");
    }
    // Between the two calls anybody may connect.
    if (Planted("chmod_after_bind")) ::chmod(path_.c_str(), mode);
    // "So that the next version can be put in its place by one rename."
    if (Planted("symlink_at_the_path")) {
      ::rename(path_.c_str(), RealPath().c_str());
      if (::symlink(RealPath().c_str(), path_.c_str()) != 0) Fail("symlink");
    }
    if (::lstat(path_.c_str(), &made_) != 0) Fail("lstat(" + path_ + ")");
  }

  void SayReady() const {
    std::printf("Listening on %s\n", path_.c_str());
    // On a terminal the line would be out already; into a pipe it is not.
    if (!Planted("ready_line_in_the_buffer")) std::fflush(stdout);
  }

  std::string RealPath() const { return path_ + ".1"; }

  const std::string path_;
  struct stat made_ = {};
};

// ---------------------------------------------------------------------------
// One client.

struct Client {
  int fd;
  std::string unsent = {};
  bool begun = false;  // it has sent something
  bool ended = false;  // and will not send any more
  bool gone = false;   // close it, whatever is unsent

  bool WantsToHear() const { return !ended && unsent.size() < kMostUnsent; }
  bool Over() const { return gone || (ended && unsent.empty()); }
};

void Begin(Client& client) {
  // "First the greeting, then the echo": a client that reads once gets half.
  if (Planted("prefix_in_a_send_of_its_own")) {
    ::send(client.fd, kPrefix, std::strlen(kPrefix), MSG_NOSIGNAL);
  } else {
    client.unsent += kPrefix;
  }
  client.begun = true;
}

void Hear(Client& client) {
  char buffer[64 * 1024];
  const ssize_t size = ::recv(client.fd, buffer, sizeof(buffer), 0);
  if (size < 0) {
    client.gone = errno != EAGAIN && errno != EINTR;
    // "recv(2) failed, so something is badly wrong": with that client only.
    if (client.gone && Planted("ends_when_a_recv_fails")) Fail("recv");
    return;
  }
  // "Every reply begins with the prefix": but to no byte there is no reply.
  const bool speaks = size > 0 || Planted("greets_the_silent");
  if (speaks && !client.begun) Begin(client);
  // "It is text, and text ends at a NUL."
  client.unsent.append(
      buffer, Planted("stops_at_a_nul") ? ::strnlen(buffer, size) : size);
  // "What recv(2) returns is what the client sent."
  client.ended = size == 0 || Planted("one_recv_is_one_message");
  // "It has closed, so it wants no more": it has closed one direction only.
  client.gone = size == 0 && Planted("closes_at_the_end_of_stream");
  // "A string has a NUL at its end": this one goes out on the wire.
  if (size > 0 && Planted("sends_the_nul")) client.unsent.push_back('\0');
}

void Answer(Client& client) {
  if (client.unsent.empty()) return;
  const int flags = Planted("dies_of_sigpipe") ? 0 : MSG_NOSIGNAL;
  const ssize_t taken =
      ::send(client.fd, client.unsent.data(), client.unsent.size(), flags);
  if (taken < 0 && errno != EAGAIN && errno != EINTR) {
    // "send(2) failed, so something is badly wrong": with that client only.
    if (Planted("ends_when_a_send_fails")) Fail("send");
    client.gone = true;
  } else if (Planted("partial_send_is_lost")) {
    client.unsent.clear();  // "send(2) sends what it is given."
  } else {
    client.unsent.erase(0, std::max<ssize_t>(taken, 0));
  }
}

// ---------------------------------------------------------------------------
// The loop.

class Server {
 public:
  Server(int stop, int listener) : stop_(stop), listener_(listener) {}

  // Until somebody asks to stop.
  void Serve() {
    while (!stopping_) Turn();
  }

  // Who has begun, also one who waits in the queue, is served to the end.
  void Drain() {
    const Clock::time_point until = Clock::now() + kDrain;
    pollfd queue = {listener_, POLLIN, 0};
    while (::poll(&queue, 1, 0) == 1 && !Paused()) Accept();
    while (!clients_.empty() && Clock::now() < until) Turn();
  }

 private:
  bool Paused() const { return Clock::now() < paused_until_; }

  void Turn() {
    std::vector<pollfd> fds = {{stopping_ ? -1 : stop_, POLLIN, 0},
                               {ListensNow() ? listener_ : -1, POLLIN, 0}};
    for (const Client& client : clients_) {
      const int events = (client.WantsToHear() ? POLLIN : 0) |
                         (client.unsent.empty() ? 0 : POLLOUT);
      fds.push_back({client.fd, static_cast<short>(events), 0});
    }
    if (::poll(fds.data(), fds.size(), Patience().count()) < 0) {
      if (errno != EINTR) Fail("poll");
      return;
    }
    for (size_t i = 0; i < clients_.size(); ++i) {
      Attend(clients_[i], fds[i + 2].revents);
    }
    CloseThoseThatAreOver();
    if (fds[1].revents != 0) Accept();
    stopping_ = stopping_ || fds[0].revents != 0;
  }

  bool ListensNow() const {
    // "accept(2), serve, done": what stands in many an introduction.
    const bool had_one = Planted("serves_one_client") && served_one_;
    return !stopping_ && !Paused() && !had_one;
  }

  milliseconds Patience() const {
    if (stopping_) return AnyIsSilent() ? milliseconds(0) : kPause;
    return Paused() ? kPause : kForEver;
  }

  bool AnyIsSilent() const {
    return std::any_of(clients_.begin(), clients_.end(),
                       [](const Client& client) { return !client.begun; });
  }

  void Attend(Client& client, short events) {
    if ((events & ~POLLOUT) != 0 && client.WantsToHear()) Hear(client);
    if (events != 0 && !client.gone) Answer(client);
    served_one_ = served_one_ || client.begun;
    // It was silent before we stopped, and is so now.
    if (stopping_ && !client.begun) client.gone = true;
  }

  void CloseThoseThatAreOver() {
    for (const Client& client : clients_) {
      if (client.Over()) ::close(client.fd);
    }
    std::erase_if(clients_, [](const Client& client) { return client.Over(); });
  }

  void Accept() {
    // "poll(2) said that there is something to read, so nothing can block": a
    // send(2) to somebody who does not read can.
    const int non_blocking =
        Planted("blocks_on_a_stalled_client") ? 0 : SOCK_NONBLOCK;
    const int fd =
        ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | non_blocking);
    if (fd < 0) return OutliveFailedAccept();
    clients_.push_back({.fd = fd});
    if (Planted("log_file_for_each_connection")) LogToFile();
    if (Planted("local_time_in_the_log")) LogLocalTime();
  }

  void OutliveFailedAccept() {
    // "What fails is an error": these pass, or concern one client only.
    if (Planted("exits_on_a_failed_accept")) Fail("accept4");
    switch (errno) {
      case EAGAIN:
      case EINTR:
      case ECONNABORTED:
        return;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        // "Then try again": the queue stays readable, so poll(2) does not wait.
        if (Planted("spins_without_descriptors")) return;
        paused_until_ = Clock::now() + kPause;
        return;
      default:
        Fail("accept4");
    }
  }

  static void LogToFile() {
    const std::string path = absl::GetFlag(FLAGS_socket) + ".log";
    const int log =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::dprintf(log, "a client came\n");
    ::close(log);
  }

  static void LogLocalTime() {
    const std::time_t now = std::time(nullptr);
    char text[32];
    // Where TZ is not set, the library opens /etc/localtime. tzset(3)
    std::strftime(text, sizeof(text), "%H:%M:%S", std::localtime(&now));
    std::fprintf(stderr, "%s a client came\n", text);
  }

  const int stop_;
  const int listener_;
  std::vector<Client> clients_;
  Clock::time_point paused_until_ = {};
  bool stopping_ = false;
  bool served_one_ = false;
};

int StopSignals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    ::sigaddset(&signals, signal);
  }
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  const int fd = ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd < 0) Fail("signalfd");
  return fd;
}

int Serve() {
  const int stop = StopSignals();
  SocketFile file(absl::GetFlag(FLAGS_socket));
  const int listener = file.Listen(absl::GetFlag(FLAGS_mode).bits);
  Server server(stop, listener);
  server.Serve();
  file.Remove();
  // "To stop is to stop": in the middle of somebody's message.
  if (!Planted("sigterm_cuts_off_what_is_in_flight")) server.Drain();
  return 0;
}

// ---------------------------------------------------------------------------
// The client.

// Reads while it sends, since the server stops to hear who does not.
std::string Exchange(int fd, std::string unsent) {
  std::string reply;
  char buffer[4096];
  for (ssize_t size = 1; size > 0;) {
    if (unsent.empty()) ::shutdown(fd, SHUT_WR);
    const int wanted = POLLIN | (unsent.empty() ? 0 : POLLOUT);
    pollfd ready = {fd, static_cast<short>(wanted), 0};
    if (::poll(&ready, 1, -1) != 1) Fail("poll");
    if ((ready.revents & POLLOUT) != 0) {
      const ssize_t sent =
          ::send(fd, unsent.data(), unsent.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      unsent.erase(0, sent < 0 ? unsent.size() : sent);
    }
    if ((ready.revents & ~POLLOUT) == 0) continue;
    size = ::recv(fd, buffer, sizeof(buffer), 0);
    if (size > 0) reply.append(buffer, size);
  }
  return reply;
}

int Visit() {
  const std::string path = absl::GetFlag(FLAGS_socket);
  const std::string message = absl::StrJoin(uds_testing::Words(), " ");
  // "What has a path is opened": a socket is not, it is connected to.
  if (Planted("client_opens_the_path")) {
    ::open(path.c_str(), O_RDWR | O_CLOEXEC);  // ENXIO
  }
  const int fd = Connect(AddressOf(path));
  if (fd < 0) Fail("connect(" + path + ")");
  const std::string reply = Exchange(fd, message);
  std::printf("%s\n", reply.c_str());
  const std::string whole = message.empty() ? "" : kPrefix + message;
  // "The server has closed, so that was all."
  if (reply == whole || Planted("client_takes_any_end_for_the_end")) return 0;
  Refuse("the reply is not complete");
}

// In the order of the contract.
const std::vector<uds_testing::Mistake> kMistakes = {
    {.name = "no_listen",
     .what = "It binds, and never calls listen.",
     .tempting = "With a name the socket looks complete; a datagram socket "
                 "would be.",
     .fails = {"BindsAndListens"}},
    {.name = "keeps_messages_apart_by_seqpacket",
     .what = "Its socket is a SOCK_SEQPACKET.",
     .tempting = "It keeps messages apart, where a stream does not; but a "
                 "client with a stream socket cannot connect to it.",
     .fails = {"BindsAndListens"}},
    {.name = "ready_before_listen",
     .what = "It says that it listens before it calls listen.",
     .tempting = "The line is printed where the path is at hand, and by hand "
                 "nobody is quick enough to notice.",
     .fails = {"SaysWhenItIsReady"}},
    {.name = "ready_line_in_the_buffer",
     .what = "It does not flush stdout behind the line that says it listens.",
     .tempting = "On a terminal each line comes out by itself; into a pipe it "
                 "waits for the buffer to be full.",
     .fails = {"SaysWhenItIsReady"}},
    {.name = "symlink_at_the_path",
     .what = "It binds, moves the socket's file, and leaves a symbolic link at "
             "the path.",
     .tempting = "connect(2) follows the link, and a new version could be put "
                 "in place by one rename.",
     .fails = {"SocketFileHoldsNoData"}},
    {.name = "chmod_after_bind",
     .what = "It sets the mode of the file by chmod after bind.",
     .tempting = "There is no file to change before bind; but for an instant "
                 "the file is open to everybody.",
     .fails = {"ModeHoldsFromTheFirstInstant"}},
    {.name = "umask_left_open",
     .what = "It clears the umask, and the mode of the socket is never set.",
     .tempting = "Daemons clear the umask so as to choose each mode "
                 "themselves; here a failed fchmod, planted by strace, goes "
                 "unnoticed.",
     .fails = {"ModeHoldsFromTheFirstInstant"},
     .injections = {"fchmod:retval=0"}},
    {.name = "sends_the_nul",
     .what = "Behind what it echoes it sends a NUL.",
     .tempting = "The NUL belongs to a C string, so the size of the string "
                 "seems to be one more.",
     .fails = {"Replies"}},
    {.name = "prefix_in_a_send_of_its_own",
     .what = "It sends the prefix, and then the echo.",
     .tempting = "Two sends need no buffer to join them in; a client that "
                 "reads once may get the first alone.",
     .fails = {"PrefixLeavesWithTheFirstBytes"}},
    {.name = "greets_the_silent",
     .what = "It sends the prefix also to a client that has sent nothing.",
     .tempting = "A reply that always begins in the same way needs no case.",
     .fails = {"SaysNothingToTheSilent"}},
    {.name = "one_recv_is_one_message",
     .what = "It takes what one recv returns for the whole message.",
     .tempting = "On one machine a short message mostly does come whole.",
     .fails = {"EchoesAMegabyteInOddPieces"}},
    {.name = "partial_send_is_lost",
     .what = "It does not look at how much send has taken.",
     .tempting = "A short message is always taken whole.",
     .fails = {"EchoesAMegabyteInOddPieces"}},
    {.name = "closes_at_the_end_of_stream",
     .what = "It closes as soon as recv returns 0, with replies unsent.",
     .tempting = "The client has closed, so who would read it? But it has "
                 "closed its sending direction only.",
     .fails = {"EchoesAMegabyteInOddPieces"}},
    {.name = "stops_at_a_nul",
     .what = "It echoes what it received up to the first NUL.",
     .tempting = "The functions for strings are the ones that one knows.",
     .fails = {"EchoesAMegabyteInOddPieces"}},
    {.name = "serves_one_client",
     .what = "It has a backlog of 0, and no loop around accept.",
     .tempting = "So begins every introduction: accept, talk, close. It works "
                 "until the second client comes.",
     .fails = {"ServesManyBesideOneThatStalls"}},
    {.name = "blocks_on_a_stalled_client",
     .what = "The sockets of its clients block.",
     .tempting = "poll has said that there is something to read, so nothing "
                 "seems to be able to block; send is.",
     .fails = {"ServesManyBesideOneThatStalls"}},
    {.name = "dies_of_sigpipe",
     .what = "It sends without MSG_NOSIGNAL, and SIGPIPE kills it.",
     .tempting = "The error is checked; but the signal comes before the error.",
     .fails = {"OutlivesAClientThatVanishes"}},
    {.name = "ends_when_a_send_fails",
     .what = "It exits where send fails with EPIPE.",
     .tempting = "An error of a system call ends a program; this one concerns "
                 "one client only.",
     .fails = {"OutlivesAClientThatVanishes"}},
    {.name = "ends_when_a_recv_fails",
     .what = "It exits where recv fails with ECONNRESET.",
     .tempting = "A client that ends is known to show itself by a recv of 0; "
                 "one that has left its reply unread does it by an error.",
     .fails = {"OutlivesAClientThatVanishes"}},
    {.name = "sigterm_cuts_off_what_is_in_flight",
     .what = "On SIGTERM it removes its file and exits at once.",
     .tempting = "It was asked to stop; but somebody is in the middle of a "
                 "message.",
     .fails = {"FinishesWhatIsInFlightOnSigterm"}},
    {.name = "log_file_for_each_connection",
     .what = "It opens a log file for each connection.",
     .tempting = "So the file can be rotated at any time.",
     .fails = {"ServerNeverOpensAFile"}},
    {.name = "local_time_in_the_log",
     .what = "It writes the local time to stderr for each connection.",
     .tempting = "localtime does not look like a file; it opens "
                 "/etc/localtime.",
     .fails = {"ServerNeverOpensAFile"}},
    {.name = "dynamic_binary",
     .what = "It is linked dynamically.",
     .tempting = "It is what compilers do by default; the loader opens the "
                 "libraries before main.",
     .fails = {"ServerNeverOpensAFile"},
     .dynamic = true},
    {.name = "client_opens_the_path",
     .what = "The client opens the path before it connects.",
     .tempting = "What has a path is a file, and whether it is there can be "
                 "seen by opening it; a socket gives ENXIO.",
     .fails = {"ClientNeverOpensAFile"},
     .in_client = true},
    {.name = "client_takes_any_end_for_the_end",
     .what = "The client exits with 0 on a reply that was cut off.",
     .tempting = "recv has returned 0, so that seems to be all; a server that "
                 "dies looks the same.",
     .fails = {"ClientReportsAnIncompleteReply"},
     .in_client = true},
    {.name = "exits_on_a_failed_accept",
     .what = "It exits where accept fails.",
     .tempting = "An error of a system call ends a program; these pass.",
     .fails = {"OutlivesFailedAccepts"}},
    {.name = "spins_without_descriptors",
     .what = "Where no descriptor is left it tries again at once.",
     .tempting = "poll says that the queue is readable, so it is tried; and "
                 "poll says so again.",
     .fails = {"StaysCalmWithoutDescriptors"}},
    {.name = "leaves_its_file",
     .what = "It leaves its socket's file behind.",
     .tempting = "The kernel closes descriptors at exit; files it leaves.",
     .fails = {"RemovesItsSocketFile"}},
    {.name = "unlinks_a_running_servers_socket",
     .what = "It removes whatever socket is at its path.",
     .tempting = "unlink before bind is in every example; the server that "
                 "listens there runs on, and nobody finds it.",
     .fails = {"RefusesAPathInUse"}},
    {.name = "no_unlink_before_bind",
     .what = "It does not remove the socket's file that a killed server left.",
     .tempting = "The kernel frees a TCP port when its owner dies; a file "
                 "stays.",
     .fails = {"ReplacesAStaleSocketFile"}},
    {.name = "unlinks_a_regular_file",
     .what = "It takes a regular file at its path for a stale socket, and "
             "removes it.",
     .tempting = "connect was refused, which is the sign of a stale socket; a "
                 "regular file refuses too.",
     .fails = {"LeavesARegularFileAsItIs"}},
};

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds_testing::RunMistakes(
      argc, argv,
      {.serve = lab::Serve, .visit = lab::Visit, .mistakes = lab::kMistakes});
}
