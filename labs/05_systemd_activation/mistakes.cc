// Lab 05: servers on a socket that is passed to them, each wrong in one way. By
// default correct, and written with the system calls themselves where the lab
// is about them; the loop, and HTTP, are those of the lab.
//
//   mistakes                             # correct; activated, it binds nothing
//   mistakes --mistake=removes_the_file  # wrong
//   mistakes --list_mistakes             # which, why, and what they fail
//
// One mistake is not here, since no system call shows it, and so no clause can:
// to leave LISTEN_PID and LISTEN_FDS in the environment, for children.

#include "common/testing/mistakes/mistakes.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_split.h"
#include "common/http/handler.h"
#include "common/http/http_session.h"
#include "common/http/message.h"
#include "common/http/print_answer.h"
#include "common/os/signal_fd.h"
#include "common/os/unique_fd.h"
#include "common/peer/credentials.h"
#include "common/server/listener.h"
#include "common/server/server.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"

ABSL_FLAG(std::string, socket, "", "the client's: the path of the server");
ABSL_FLAG(bool, show_server, false, "the client's: print who listens there");

namespace lab {
namespace {

using ::uds::AcceptResult;
using ::uds_testing::Planted;

constexpr int kFirstDescriptor = 3;

struct Passed {
  std::string name;
  int fd;
};

[[noreturn]] void Refuse(const std::string& why) {
  std::fprintf(stderr, "mistakes: %s\n", why.c_str());
  std::exit(1);
}

[[noreturn]] void RefuseForErrno(const std::string& what) {
  Refuse(what + ": " + std::strerror(errno));
}

// ---- What the manager says: sd_listen_fds(3)

// A number above 0, in digits and nothing else; 0 for what is none.
int Number(std::string_view text) {
  int value = 0;
  const auto [stop, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && stop == text.data() + text.size();
  return whole && value > 0 ? value : 0;
}

void CheckPid(const char* text) {
  if (Planted("pid_not_checked")) return;
  // 0 is also what atoi(3) makes of "", of "0" and of "x".
  if (Planted("no_pid_is_any_pid") && std::atoi(text) == 0) return;
  if (Number(text) == ::getpid()) return;
  Refuse(std::string("LISTEN_PID is \"") + text + "\", which is not our pid");
}

// 0 if the program was started by hand, and that is a mistake it makes.
int CountOfSockets() {
  const char* const pid = std::getenv("LISTEN_PID");
  const char* const fds = std::getenv("LISTEN_FDS");
  if (pid == nullptr || fds == nullptr) {
    if (Planted("serves_by_hand_too")) return 0;
    std::fprintf(stderr, "mistakes: LISTEN_FDS or LISTEN_PID not set\n");
    std::exit(Planted("by_hand_all_is_well") ? 0 : 1);
  }
  CheckPid(pid);
  if (Planted("three_for_granted")) return 1;
  // atoi(3) stops at what is no digit, and does not tell.
  const int count = Planted("count_by_atoi") ? std::atoi(fds) : Number(fds);
  if (count > 0) return count;
  Refuse(std::string("LISTEN_FDS is \"") + fds + "\", which is no number");
}

std::vector<std::string> NamesOf(int count) {
  const char* const text = std::getenv("LISTEN_FDNAMES");
  if (text == nullptr) return {};
  std::vector<std::string> names = absl::StrSplit(text, ':');
  if (names.size() == static_cast<size_t>(count)) return names;
  if (Planted("names_not_counted")) return names;
  Refuse(std::string("LISTEN_FDNAMES is \"") + text +
         "\", which is not one for each of LISTEN_FDS");
}

// ---- What was passed: socket(7)

int Option(int fd, int option) {
  int value = 0;
  socklen_t size = sizeof(value);
  if (::getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0) return value;
  RefuseForErrno("descriptor " + std::to_string(fd));
}

void CheckListens(int fd) {
  const std::string descriptor = "descriptor " + std::to_string(fd);
  if (Planted("looks_only_whether_it_is_open")) {
    if (::fcntl(fd, F_GETFD) < 0) RefuseForErrno(descriptor);
    return;
  }
  if (Option(fd, SO_DOMAIN) != AF_UNIX) Refuse(descriptor + ": not AF_UNIX");
  if (Option(fd, SO_TYPE) != SOCK_STREAM) Refuse(descriptor + ": no stream");
  if (Planted("does_not_ask_whether_it_listens")) return;
  if (Option(fd, SO_ACCEPTCONN) == 0) Refuse(descriptor + ": does not listen");
}

void SetFlags(int fd) {
  if (!Planted("children_inherit_it")) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  ::fcntl(fd, F_SETFL, O_NONBLOCK);
}

// Where the socket's file is.
std::string PathOf(int fd) {
  return std::string(uds::UnixAddress::OfSocket(fd).value().name());
}

// A listener of our own: only mistakes need one.
int BoundTo(const sockaddr* address, socklen_t length) {
  const int fd =
      ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (::bind(fd, address, length) != 0) RefuseForErrno("bind");
  ::listen(fd, SOMAXCONN);
  return fd;
}

int BoundAgain(int fd) {
  const uds::UnixAddress address = uds::UnixAddress::OfSocket(fd).value();
  ::unlink(PathOf(fd).c_str());
  return BoundTo(address.sockaddr(), address.length());
}

int BoundByHand() {
  const sockaddr anything = {.sa_family = AF_UNIX, .sa_data = {}};
  return BoundTo(&anything, sizeof(anything.sa_family));
}

std::vector<Passed> Adopt() {
  const int count = CountOfSockets();
  if (count == 0) return {{"by hand", BoundByHand()}};
  const std::vector<std::string> names = NamesOf(count);
  std::vector<Passed> all;
  for (int i = 0; i < count; ++i) {
    const int fd = kFirstDescriptor + i;
    CheckListens(fd);
    SetFlags(fd);
    if (Planted("listens_again")) ::listen(fd, SOMAXCONN);
    all.push_back({names.empty() ? "unknown" : names[i],
                   Planted("binds_again") ? BoundAgain(fd) : fd});
  }
  ::unsetenv("LISTEN_PID");
  ::unsetenv("LISTEN_FDS");
  ::unsetenv("LISTEN_FDNAMES");
  return all;
}

// ---- What the manager is told: sd_notify(3)

void Tell(std::string_view word) {
  const char* const where = std::getenv("NOTIFY_SOCKET");
  if (where == nullptr) return;
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const size_t size = std::strlen(where);
  if (size >= sizeof(address.sun_path)) Refuse("NOTIFY_SOCKET is too long");
  std::memcpy(address.sun_path, where, size);
  if (where[0] == '@' && !Planted("takes_the_at_for_a_path")) {
    address.sun_path[0] = '\0';
  }
  // All bytes of the length are part of an abstract name, zeros too.
  const socklen_t length = Planted("abstract_name_with_zeros")
                               ? sizeof(address)
                               : offsetof(sockaddr_un, sun_path) + size;
  const uds::UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (::sendto(fd.get(), word.data(), word.size(), MSG_NOSIGNAL,
               reinterpret_cast<const sockaddr*>(&address), length) < 0) {
    RefuseForErrno("sendto NOTIFY_SOCKET");
  }
}

// ---- Whom it serves

bool Admits(int connection, int listener) {
  ucred peer = {};
  socklen_t size = sizeof(peer);
  // Of the listening socket it names who called listen(2): the manager.
  const int asked =
      Planted("asks_the_listening_socket") ? listener : connection;
  const int result = ::getsockopt(asked, SOL_SOCKET, SO_PEERCRED, &peer, &size);
  if (result == 0 && peer.uid == ::geteuid()) return true;
  if (Planted("admits_everybody")) return true;
  if (Planted("refuses_with_a_reason")) {
    constexpr std::string_view kReason = "HTTP/1.1 403 Forbidden\r\n\r\n";
    ::send(connection, kReason.data(), kReason.size(), MSG_NOSIGNAL);
  }
  return false;
}

class PassedListener : public uds::Listener {
 public:
  explicit PassedListener(std::vector<Passed> sockets)
      : sockets_(std::move(sockets)), any_(::epoll_create1(EPOLL_CLOEXEC)) {
    // Who was served by the last server, one might think, is gone by now.
    while (Planted("drops_who_waited") && CloseNext()) {
    }
    if (Planted("serves_the_first_alone")) sockets_.resize(1);
    for (const Passed& socket : sockets_) Watch(EPOLL_CTL_ADD, socket.fd);
  }
  ~PassedListener() override {
    for (const Passed& socket : sockets_) ::close(socket.fd);
  }

  int fd() const override { return any_.get(); }

  absl::StatusOr<AcceptResult> Accept() override {
    if (Planted("one_accept_for_each_edge")) return AcceptAtAnEdge();
    for (size_t tried = 0; tried < sockets_.size(); ++tried) {
      std::rotate(sockets_.begin(), sockets_.begin() + 1, sockets_.end());
      absl::StatusOr<AcceptResult> result = AcceptFrom(sockets_.front().fd);
      if (!result.ok() || result->outcome != AcceptResult::kNoneWaiting) {
        return result;
      }
    }
    return AcceptResult{AcceptResult::kNoneWaiting, {}};
  }

  Queue Withdraw() override {
    if (!Planted("never_says_stopping") && !Planted("says_stopping_at_last")) {
      Tell("STOPPING=1");
    }
    if (Planted("drops_what_is_in_flight")) std::exit(0);
    for (const Passed& socket : sockets_) {
      if (Planted("removes_the_file")) ::unlink(PathOf(socket.fd).c_str());
      // It is about the socket, and not about our descriptor of it.
      if (Planted("shuts_the_socket_down")) ::shutdown(socket.fd, SHUT_RDWR);
    }
    // Lab 01's way: nobody else would ever accept who is in the queue.
    return Planted("empties_the_queue") ? Queue::kOurs : Queue::kShared;
  }

 private:
  bool CloseNext() {
    return uds::UniqueFd(
               ::accept4(sockets_.front().fd, nullptr, nullptr, SOCK_CLOEXEC))
        .valid();
  }

  void Watch(int operation, int fd) {
    epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};
    if (Planted("one_accept_for_each_edge")) event.events |= EPOLLET;
    if (::epoll_ctl(any_.get(), operation, fd, &event) != 0) {
      RefuseForErrno("epoll_ctl");
    }
  }

  absl::StatusOr<AcceptResult> AcceptFrom(int listener) {
    absl::StatusOr<AcceptResult> result = uds::Accept(listener);
    if (!result.ok() || result->outcome != AcceptResult::kAccepted) {
      return result;
    }
    if (!Admits(result->socket.get(), listener)) {
      return AcceptResult{AcceptResult::kSkipped, {}};
    }
    NoteClient();
    return result;
  }

  // With EPOLLET there is one event for all that come before it is looked at.
  absl::StatusOr<AcceptResult> AcceptAtAnEdge() {
    epoll_event event;
    if (::epoll_wait(any_.get(), &event, 1, /*timeout=*/0) != 1) {
      return AcceptResult{AcceptResult::kNoneWaiting, {}};
    }
    absl::StatusOr<AcceptResult> result = AcceptFrom(event.data.fd);
    if (result.ok() && result->outcome != AcceptResult::kAccepted) {
      Watch(EPOLL_CTL_MOD, event.data.fd);  // a new edge
    }
    return result;
  }

  void NoteClient() {
    if (!std::exchange(had_client_, true) &&
        Planted("ready_with_the_first_client")) {
      Tell("READY=1");
    }
  }

  std::vector<Passed> sockets_;
  uds::UniqueFd any_;
  bool had_client_ = false;
};

// ---- The server

void SayWhatItUses(const std::vector<Passed>& sockets) {
  for (const Passed& socket : sockets) {
    std::printf("Using socket passed by systemd: %s\n", socket.name.c_str());
  }
  if (!Planted("line_stays_in_the_buffer")) std::fflush(stdout);
}

uds::SignalFd StopSignals() {
  if (Planted("dies_of_sigterm")) {
    return uds::SignalFd::Create({SIGINT}).value();
  }
  return uds::SignalFd::Create({SIGTERM, SIGINT}).value();
}

absl::Status Run(std::vector<Passed> sockets, const uds::SignalFd& stop) {
  const uds::http::Handler hello = [](const uds::http::Request&) {
    return uds::http::Text(200, "You are authorized!\n");
  };
  absl::StatusOr<std::unique_ptr<uds::Server>> server = uds::Server::Create(
      std::make_unique<PassedListener>(std::move(sockets)), [&hello](int) {
        return std::make_unique<uds::http::HttpSession>(hello,
                                                        uds::kUnknownPeer);
      });
  if (!server.ok()) return server.status();
  if (!Planted("never_says_ready") && !Planted("ready_with_the_first_client")) {
    Tell("READY=1");
  }
  return (*server)->Run(stop.fd());
}

int Serve() {
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<Passed> sockets;
  // What is opened first gets the number of a descriptor that is closed.
  if (!Planted("opens_before_it_looks")) sockets = Adopt();
  const uds::SignalFd stop = StopSignals();
  if (Planted("opens_before_it_looks")) sockets = Adopt();
  SayWhatItUses(sockets);
  const absl::Status status = Run(std::move(sockets), stop);
  if (Planted("says_stopping_at_last")) Tell("STOPPING=1");
  if (!status.ok()) Refuse(status.ToString());
  return 0;
}

// ---- The client

void ShowServer(int socket) {
  const absl::StatusOr<uds::PeerCredentials> server =
      uds::GetPeerCredentials(socket);
  const uds::PeerCredentials shown = server.ok() ? *server : uds::kUnknownPeer;
  std::printf("The kernel names PID=%d UID=%d GID=%d\n", shown.pid,
              static_cast<int>(shown.uid), static_cast<int>(shown.gid));
  std::fflush(stdout);
}

int Visit() {
  const uds::UnixAddress address =
      uds::UnixAddress::Parse(absl::GetFlag(FLAGS_socket)).value();
  uds::UniqueFd socket = uds::NewStreamSocket().value();
  const bool show = absl::GetFlag(FLAGS_show_server);
  // The kernel notes the server's credentials when we connect, not before.
  const bool too_early = Planted("asks_before_it_connects");
  if (show && too_early) ShowServer(socket.get());
  if (::connect(socket.get(), address.sockaddr(), address.length()) != 0) {
    RefuseForErrno("connect");
  }
  if (show && !too_early) ShowServer(socket.get());
  const absl::Status status = uds::http::PrintAnswer(std::move(socket), "/");
  if (!status.ok()) Refuse(status.ToString());
  return 0;
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds_testing::RunMistakes(
      argc, argv,
      {.serve = lab::Serve,
       .visit = lab::Visit,
       .mistakes = {
           {.name = "binds_again",
            .what = "It binds a socket of its own to the path of the one "
                    "that it is passed.",
            .tempting = "The server has always done so, and activation was "
                        "added later.",
            .fails = {"TakesTheSocketItIsPassed"}},
           {.name = "listens_again",
            .what = "It calls listen on the socket that it is passed.",
            .tempting = "It does no harm, one thinks: but it changes the "
                        "backlog, and clients are told of the server's pid "
                        "instead of the manager's.",
            .fails = {"TakesTheSocketItIsPassed"}},
           {.name = "never_says_ready",
            .what = "It serves, and never says READY=1.",
            .tempting = "Clients can connect before the server runs, so who "
                        "should wait for it? The manager, with all that is "
                        "ordered after this service.",
            .fails = {"TakesTheSocketItIsPassed"}},
           {.name = "ready_with_the_first_client",
            .what = "It says READY=1 when it accepts its first client.",
            .tempting = "Then it is certain that it serves. The first client "
                        "may be a service that is not started before "
                        "READY=1.",
            .fails = {"TakesTheSocketItIsPassed"}},
           {.name = "line_stays_in_the_buffer",
            .what = "It prints its line without fflush.",
            .tempting = "On a terminal each line is written at once; to a "
                        "pipe, and to the journal, when the buffer is full.",
            .fails = {"SaysWhatItUses"}},
           {.name = "asks_the_listening_socket",
            .what = "It asks SO_PEERCRED of descriptor 3, and not of the "
                    "connection.",
            .tempting = "The call succeeds. Under activation it names the "
                        "manager, which often has the UID that is allowed.",
            .fails = {"AsksTheKernelBeforeItReads"}},
           {.name = "admits_everybody",
            .what = "It asks who the client is, and admits whoever it is.",
            .tempting = "The manager has made the socket, with a mode: it "
                        "will know whom it lets in.",
            .fails = {"RefusesAStranger"}},
           {.name = "refuses_with_a_reason",
            .what = "It writes a 403 to whom it refuses.",
            .tempting = "It is polite. But a refusal that writes can block, "
                        "and tells a stranger what listens here.",
            .fails = {"RefusesAStranger"}},
           {.name = "asks_before_it_connects",
            .what = "The client asks SO_PEERCRED before it connects, and "
                    "gets UID -1.",
            .tempting = "The call succeeds on any Unix socket.",
            .fails = {"TheClientIsToldOfTheManager"},
            .in_client = true},
           {.name = "children_inherit_it",
            .what = "It leaves the passed descriptor without FD_CLOEXEC.",
            .tempting = "SOCK_CLOEXEC has made it close-on-exec everywhere "
                        "else; this one came over an exec.",
            .fails = {"KeepsTheSocketFromChildren"}},
           {.name = "serves_the_first_alone",
            .what = "It checks all sockets, and polls the first.",
            .tempting = "It was tried with one.",
            .fails = {"ServesEachOfTwoSockets"}},
           {.name = "three_for_granted",
            .what = "It takes descriptor 3, whatever LISTEN_FDS says.",
            .tempting = "With one socket it is always 3, and the article "
                        "does so.",
            .fails = {"ServesEachOfTwoSockets", "RefusesAWrongCount"}},
           {.name = "serves_by_hand_too",
            .what = "Without the variables it makes a socket of its own.",
            .tempting = "It is handy at the desk, and hides in production "
                        "that the unit lacks its socket.",
            .fails = {"SaysThatItHasToBeActivated"}},
           {.name = "by_hand_all_is_well",
            .what = "Without the variables it says so, and ends with status "
                    "0.",
            .tempting = "There is nothing to do, so nothing has failed.",
            .fails = {"SaysThatItHasToBeActivated"}},
           {.name = "pid_not_checked",
            .what = "It does not look at LISTEN_PID.",
            .tempting = "It is always right, until a wrapper or a child "
                        "inherits the variables.",
            .fails = {"RefusesWhatIsForAnotherPid"}},
           {.name = "no_pid_is_any_pid",
            .what = "It reads LISTEN_PID with atoi, and takes 0 for not set.",
            .tempting = "atoi gives 0 for what is no number.",
            .fails = {"RefusesWhatIsForAnotherPid"}},
           {.name = "count_by_atoi",
            .what = "It reads LISTEN_FDS with atoi, so that 1x is 1.",
            .tempting = "It is short, and a manager sets no nonsense.",
            .fails = {"RefusesAWrongCount"}},
           {.name = "names_not_counted",
            .what = "It takes two names for one socket.",
            .tempting = "There are enough. Which of them is whose, nobody "
                        "knows.",
            .fails = {"RefusesNamesOfAnotherNumber"}},
           {.name = "looks_only_whether_it_is_open",
            .what = "It does not look what descriptor 3 is.",
            .tempting = "libsystemd's sd_listen_fds does not either; the "
                        "error then comes later, and names something else.",
            .fails = {"RefusesWhatIsNoListener"}},
           {.name = "does_not_ask_whether_it_listens",
            .what = "It does not look at SO_ACCEPTCONN.",
            .tempting = "A Unix stream socket is what was asked for; with "
                        "Accept=yes it is a connection.",
            .fails = {"RefusesWhatIsNoListener"}},
           {.name = "opens_before_it_looks",
            .what = "It opens a signalfd before it looks at descriptor 3.",
            .tempting = "Signals come first in every program. Where 3 is "
                        "closed, the signalfd is 3.",
            .fails = {"RefusesWhatIsNoListener"}},
           {.name = "never_says_stopping",
            .what = "It ends without STOPPING=1.",
            .tempting = "The manager sees that it ends. It does not see that "
                        "it has begun to.",
            .fails = {"TellsTheManagerHowFarItIs"}},
           {.name = "takes_the_at_for_a_path",
            .what = "It takes @NAME in NOTIFY_SOCKET for a path.",
            .tempting = "On the machine at hand it is a path.",
            .fails = {"TellsTheManagerHowFarItIs"}},
           {.name = "abstract_name_with_zeros",
            .what = "It sends to an abstract name with sizeof(sockaddr_un) "
                    "as the length.",
            .tempting = "With a path that works: it ends at its first zero. "
                        "An abstract name has the zeros in it.",
            .fails = {"TellsTheManagerHowFarItIs"}},
           {.name = "dies_of_sigterm",
            .what = "It does not catch SIGTERM.",
            .tempting = "It ends, as it was asked to.",
            .fails = {"TellsTheManagerHowFarItIs",
                      "LeavesTheSocketToTheManager"}},
           {.name = "removes_the_file",
            .what = "It unlinks the socket's file at its end.",
            .tempting = "In lab 01 that was right. This file is systemd's, "
                        "and nobody can connect any more.",
            .fails = {"LeavesTheSocketToTheManager"}},
           {.name = "shuts_the_socket_down",
            .what = "It calls shutdown on the listening socket at its end.",
            .tempting = "To close cleanly. It is the socket that is shut "
                        "down, for everybody who holds it.",
            .fails = {"LeavesTheSocketToTheManager"}},
           {.name = "drops_who_waited",
            .what = "It closes the connections that wait when it starts.",
            .tempting = "They were meant for the server that crashed. And "
                        "the first of them is why this one was started.",
            .fails = {"ServesWhoWaitedThroughACrash"}},
           {.name = "one_accept_for_each_edge",
            .what = "It polls with EPOLLET, and accepts once for each event.",
            .tempting = "One event, one client: so it looks while clients "
                        "come one by one.",
            .fails = {"ServesWhoWaitedThroughACrash"}},
           {.name = "empties_the_queue",
            .what = "At SIGTERM it accepts and serves who is in the queue.",
            .tempting = "In lab 01 that was right: nobody else would.",
            .fails = {"LeavesTheQueueToTheNext"}},
           {.name = "drops_what_is_in_flight",
            .what = "At SIGTERM it exits at once.",
            .tempting = "The queue is safe, so one exits. What was accepted "
                        "is in no queue any more.",
            .fails = {"LeavesTheQueueToTheNext"}},
           {.name = "says_stopping_at_last",
            .what = "It says STOPPING=1 when all is done.",
            .tempting = "Only then has it stopped. The word means that it "
                        "has begun to.",
            .fails = {"LeavesTheQueueToTheNext"}}}});
}
