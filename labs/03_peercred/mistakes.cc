// Lab 03's wrong servers and clients: one program, correct as long as nobody
// tells it to make a mistake. What there is stands in the list at its end.
//
//   mistakes --socket=PATH                         # a correct server
//   mistakes --mistake=asks_once --socket=PATH     # a wrong one
//   mistakes --as_client --socket=PATH             # a correct client
//
// What the lab is about is written out here: the questions to the kernel, the
// greeting, the log. Sockets and the loop are the labs' own.

#include "common/testing/mistakes/mistakes.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/os/file_mode.h"
#include "common/os/signal_fd.h"
#include "common/os/unique_fd.h"
#include "common/peer/id_list.h"
#include "common/server/line_log.h"
#include "common/server/listener.h"
#include "common/server/server.h"
#include "common/server/session.h"
#include "common/server/unix_listener.h"
#include "common/socket/connect_to_server.h"
#include "common/socket/unix_address.h"

ABSL_FLAG(std::string, socket, "", "path of the socket, or @NAME");
ABSL_FLAG(uds::FileMode, mode, uds::FileMode{0600},
          "permission bits of the socket's file, in octal");
ABSL_FLAG(uds::IdList, server_uid, uds::IdList{{::geteuid()}},
          "UIDs that the server may have, for the client");

namespace lab {
namespace {

using ::uds_testing::Planted;

// ---- Who is it? ------------------------------------------------------------

// What the kernel says of the peer of `fd`; none if it does not say it.
std::optional<ucred> AskAbout(int fd) {
  ucred found = {};
  socklen_t length = sizeof(found);
  const int result = ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &found, &length);
  // Unchecked, what is left is all zeros: root.
  if (result != 0 && !Planted("ignores_the_error")) return std::nullopt;
  // So the kernel answers, with success, where there never was a peer.
  if (found.uid == static_cast<uid_t>(-1) &&
      !Planted("takes_minus_one_for_a_user")) {
    return std::nullopt;
  }
  if (Planted("assumes_the_order")) {
    // As OpenBSD's struct sockpeercred has it: uid, gid, pid.
    uid_t fields[3];
    std::memcpy(fields, &found, sizeof(fields));
    return ucred{static_cast<pid_t>(fields[2]), fields[0], fields[1]};
  }
  return found;
}

// The client on the connection `fd`, which came to `listener`.
std::optional<ucred> WhoIsIt(int fd, int listener) {
  // The listener answers too: with the credentials of who called listen(2).
  if (Planted("asks_the_listener")) return AskAbout(listener);
  // These are about this process, and nobody else.
  if (Planted("names_itself")) {
    return ucred{::getpid(), ::geteuid(), ::getegid()};
  }
  if (Planted("asks_once")) {
    static const std::optional<ucred> client = AskAbout(fd);
    return client;
  }
  std::optional<ucred> client = AskAbout(fd);
  if (!client.has_value()) return client;
  if (Planted("keeps_the_first_answer")) {
    // emplace does nothing where there is an entry already.
    static std::map<uid_t, ucred> clients;
    return clients.emplace(client->uid, *client).first->second;
  }
  if (Planted("takes_its_own_ids")) {
    client->uid = ::geteuid();
    client->gid = ::getegid();
  }
  if (Planted("trusts_proc")) {
    // By now the pid may be somebody else's, or nobody's.
    struct stat process = {};
    ::stat(absl::StrFormat("/proc/%d", client->pid).c_str(), &process);
    client->uid = process.st_uid;
    client->gid = process.st_gid;
  }
  return client;
}

std::optional<std::vector<gid_t>> GroupsOf(int fd, const ucred& client) {
  // The primary group is not what initgroups(3) has set.
  if (Planted("has_one_group")) return std::vector<gid_t>{client.gid};
  std::vector<gid_t> groups(32);
  while (true) {
    socklen_t bytes = groups.size() * sizeof(gid_t);
    const int result =
        ::getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &bytes);
    const int error = errno;
    if (result == 0 || error == ERANGE) groups.resize(bytes / sizeof(gid_t));
    if (result == 0) return groups;
    // "Thirty-two are enough": a member of more is then in none at all.
    if (Planted("has_room_for_few_groups")) return std::vector<gid_t>();
    if (error != ERANGE) return std::nullopt;
  }
}

std::string NumbersOf(const ucred& client) {
  return absl::StrFormat("PID=%d UID=%d GID=%d", client.pid, client.uid,
                         client.gid);
}

// ---- The log ---------------------------------------------------------------

void Log(const std::string& line) {
  static auto* const log = new uds::LineLog(STDOUT_FILENO);
  if (Planted("keeps_its_log_in_a_buffer")) {
    // stdout is line-buffered on a terminal, and fully buffered on a pipe.
    std::printf("%s", line.c_str());
    return;
  }
  log->Write(line);
}

// The name that the client has bound, if it has.
std::string NameOf(int fd) {
  sockaddr_un name = {};
  socklen_t length = sizeof(name);
  ::getpeername(fd, reinterpret_cast<sockaddr*>(&name), &length);
  constexpr socklen_t kNoName = offsetof(sockaddr_un, sun_path);
  if (length <= kNoName + 1) return "";
  return " from @" + std::string(name.sun_path + 1, length - kNoName - 1);
}

// As ps(1) shows it. The file may be of whoever has that pid now.
std::string ProgramOf(pid_t pid) {
  char name[64] = "?";
  FILE* const file =
      std::fopen(absl::StrFormat("/proc/%d/comm", pid).c_str(), "r");
  if (file == nullptr) return name;
  if (std::fgets(name, sizeof(name), file) == nullptr) name[0] = '?';
  std::fclose(file);
  return name;
}

// ---- The greeting ----------------------------------------------------------

// Says `greeting` by a call that is made here, or leaves it to the loop, which
// knows how to.
bool GreetsByHand(int fd, const std::string& greeting) {
  if (Planted("dies_of_sigpipe")) {
    // write(2) cannot be told MSG_NOSIGNAL.
    if (::write(fd, greeting.data(), greeting.size()) < 0) std::perror("write");
    return true;
  }
  if (Planted("exits_when_a_client_is_gone")) {
    if (::send(fd, greeting.data(), greeting.size(), MSG_NOSIGNAL) < 0) {
      std::perror("send");
      std::exit(1);  // EPIPE is no fault of this program
    }
    return true;
  }
  if (Planted("serves_one_at_a_time")) {
    // The right way to close, in the wrong place: nobody else is accepted as
    // long as this client does not end.
    ::send(fd, greeting.data(), greeting.size(), MSG_NOSIGNAL);
    ::shutdown(fd, SHUT_WR);
    char rest[512];
    pollfd readable{fd, POLLIN, 0};
    while (::poll(&readable, 1, -1) == 1 &&
           ::recv(fd, rest, sizeof(rest), 0) > 0) {
    }
    return true;
  }
  return false;
}

// Says what there is to say, and hears nothing. Where that is nothing, the
// client may have been greeted already.
class Greeter : public uds::Session {
 public:
  Greeter(std::string greeting, Next then)
      : greeting_(std::move(greeting)), then_(then) {}

  Next OnOpen(std::string& out) override {
    out = greeting_;
    return then_;
  }
  Next OnBytes(std::string_view, std::string&) override { return then_; }
  void OnEndOfStream(std::string&) override {}
  bool InFlight() const override { return false; }

 private:
  std::string greeting_;
  Next then_;
};

// What the client has sent already, if it has.
std::string HeardSoFar(int fd) {
  char words[512];
  const ssize_t size = ::recv(fd, words, sizeof(words), MSG_DONTWAIT);
  return std::string(words, size > 0 ? size : 0);
}

// "I am the proxy of user 1000", and anybody can say so.
std::string ClaimIn(const std::string& words, const std::string& otherwise) {
  ucred claim = {};
  if (std::sscanf(words.c_str(), "PID=%d UID=%u GID=%u", &claim.pid, &claim.uid,
                  &claim.gid) != 3) {
    return otherwise;
  }
  return NumbersOf(claim) + " GROUPS=none";
}

// A connection has come.
std::unique_ptr<uds::Session> Receive(int fd, int listener) {
  std::string first_line = "Welcome, verified client!\n";
  // Whoever it is, it is being listened to.
  if (Planted("reads_first")) HeardSoFar(fd);
  // "Verified", it says, and is not yet.
  if (Planted("greets_first")) {
    ::send(fd, first_line.data(), first_line.size(), MSG_NOSIGNAL);
    first_line.clear();
  }
  const std::optional<ucred> client = WhoIsIt(fd, listener);
  const auto groups = client ? GroupsOf(fd, *client) : std::nullopt;
  if (!groups.has_value()) {
    Log("Client not verified\n");
    return std::make_unique<Greeter>("", uds::Session::kClose);
  }
  std::string who = NumbersOf(*client) + " GROUPS=";
  who += groups->empty() ? "none" : absl::StrJoin(*groups, ",");
  if (Planted("believes_what_it_hears")) who = ClaimIn(HeardSoFar(fd), who);

  // The client chose that name, with the newlines in it.
  const std::string name = Planted("logs_the_clients_name") ? NameOf(fd) : "";
  Log("Client connected: " + who + name + "\n");
  if (Planted("logs_what_it_hears")) Log("It says: " + HeardSoFar(fd) + "\n");
  if (Planted("looks_up_the_program")) {
    Log("Its program is " + ProgramOf(client->pid) + "\n");
  }

  // The groups were thought of later, and only for the log.
  if (Planted("tells_less_than_it_logs")) who.erase(who.find(" GROUPS"));
  const std::string greeting = first_line + "You are " + who + "\n";
  const bool greeted = GreetsByHand(fd, greeting);
  // Over bytes that nobody has read, close(2) resets the connection.
  return std::make_unique<Greeter>(
      greeted ? "" : greeting,
      Planted("closes_at_once") ? uds::Session::kClose : uds::Session::kLinger);
}

absl::Status RunServer() {
  // Whoever reads the log or the greeting may be gone when it is written.
  if (!Planted("dies_of_sigpipe") && !Planted("dies_with_its_reader")) {
    std::signal(SIGPIPE, SIG_IGN);
  }
  absl::StatusOr<uds::SignalFd> stop =
      uds::SignalFd::Create({SIGTERM, SIGINT, SIGHUP});
  if (!stop.ok()) return stop.status();
  const absl::StatusOr<uds::UnixAddress> address =
      uds::UnixAddress::Parse(absl::GetFlag(FLAGS_socket));
  if (!address.ok()) return address.status();
  absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
      uds::UnixListener::Create(*address, absl::GetFlag(FLAGS_mode).bits);
  if (!listener.ok()) return listener.status();
  const int listening = (*listener)->fd();
  absl::StatusOr<std::unique_ptr<uds::Server>> server = uds::Server::Create(
      *std::move(listener),
      [listening](int fd) { return Receive(fd, listening); });
  if (!server.ok()) return server.status();
  std::printf("Listening on %s\n", address->ToString().c_str());
  std::fflush(stdout);
  return (*server)->Run(stop->fd());
}

// ---- The client ------------------------------------------------------------

// The UID of the server at the other end of `fd`, whose file is `path`.
std::optional<uid_t> UidOfServer(int fd, const std::string& path) {
  if (Planted("client_looks_at_the_file")) {
    // Whose the file is: who made it, which may be long ago, or a chown(2).
    struct stat file = {};
    if (::stat(path.c_str(), &file) != 0) return std::nullopt;
    return file.st_uid;
  }
  const std::optional<ucred> server = AskAbout(fd);
  if (!server.has_value()) return std::nullopt;
  return server->uid;
}

absl::Status CheckServer(int fd, const std::string& path) {
  // "It is in our directory, so it is ours."
  if (Planted("client_trusts_the_path")) return absl::OkStatus();
  const uds::IdList trusted = absl::GetFlag(FLAGS_server_uid);
  const std::optional<uid_t> uid = UidOfServer(fd, path);
  if (!uid.has_value()) return absl::UnknownError("whose server is that?");
  if (std::count(trusted.ids.begin(), trusted.ids.end(), *uid) > 0) {
    return absl::OkStatus();
  }
  return absl::PermissionDeniedError(
      absl::StrFormat("the server has UID %u: only UID %s is trusted", *uid,
                      AbslUnparseFlag(trusted)));
}

// All that comes up to the end of the stream.
std::string ReadToTheEnd(int fd) {
  std::string said;
  char buffer[4096];
  pollfd readable{fd, POLLIN, 0};
  while (::poll(&readable, 1, -1) == 1) {
    const ssize_t size = ::recv(fd, buffer, sizeof(buffer), 0);
    if (size <= 0) break;
    said.append(buffer, size);
  }
  return said;
}

bool IsWhole(std::string_view said) {
  constexpr std::string_view kBegin = "Welcome, verified client!\nYou are PID=";
  return said.starts_with(kBegin) &&
         said.find('\n', kBegin.size()) == said.size() - 1;
}

absl::Status RunClient() {
  const std::string path = absl::GetFlag(FLAGS_socket);
  const absl::StatusOr<uds::UnixAddress> address =
      uds::UnixAddress::Parse(path);
  if (!address.ok()) return address.status();
  const absl::StatusOr<uds::UniqueFd> socket = uds::ConnectToServer(*address);
  if (!socket.ok()) return socket.status();
  // A greeting is harmless, one thinks; but it was read, and believed.
  const bool later = Planted("client_asks_too_late");
  const absl::Status trusted =
      later ? absl::OkStatus() : CheckServer(socket->get(), path);
  if (!trusted.ok()) return trusted;
  const std::string said = ReadToTheEnd(socket->get());
  std::fwrite(said.data(), 1, said.size(), stdout);
  std::fflush(stdout);
  const absl::Status found =
      later ? CheckServer(socket->get(), path) : absl::OkStatus();
  if (!found.ok()) return found;
  // recv(2) returned 0, so it was all there: or the server was killed.
  if (Planted("client_takes_any_end") || IsWhole(said)) return absl::OkStatus();
  return absl::DataLossError("the greeting is not complete");
}

// ----------------------------------------------------------------------------

int Report(const absl::Status& status) {
  if (status.ok()) return 0;
  std::fprintf(stderr, "mistakes: %s\n", std::string(status.message()).c_str());
  return 1;
}

uds_testing::Mistakes Program() {
  return {
      .serve = [] { return Report(RunServer()); },
      .visit = [] { return Report(RunClient()); },
      .mistakes =
          {
              {.name = "asks_the_listener",
               .what = "It asks for SO_PEERCRED on the listening socket.",
               .tempting =
                   "The listener is at hand, and the call succeeds: with the "
                   "server's own numbers, which look right as long as all "
                   "clients are of the same user.",
               .fails = {"AsksBeforeItSpeaks"}},
              {.name = "names_itself",
               .what = "It logs getpid(2), geteuid(2) and getegid(2).",
               .tempting =
                   "They are the calls that one knows for a pid, a UID and a "
                   "GID; on one's own machine two of three even agree.",
               .fails = {"AsksBeforeItSpeaks"}},
              {.name = "asks_once",
               .what = "It asks for the first client, and takes the answer for "
                       "all.",
               .tempting =
                   "A static local saves a call for each client, and a test "
                   "with one client does not notice.",
               .fails = {"AsksBeforeItSpeaks"}},
              {.name = "reads_first",
               .what = "It reads from the client before it asks who that is.",
               .tempting =
                   "A server is used to begin with the request. Code that "
                   "parses what strangers send is where the holes are.",
               .fails = {"AsksBeforeItSpeaks"}},
              {.name = "greets_first",
               .what = "It sends the first line, and asks when it needs the "
                       "numbers.",
               .tempting =
                   "The first line is the same for everybody, so it may go at "
                   "once. It says \"verified\".",
               .fails = {"AsksBeforeItSpeaks"}},
              {.name = "assumes_the_order",
               .what = "It takes the three numbers for uid, gid, pid.",
               .tempting =
                   "OpenBSD has them in that order, and code that was ported "
                   "by a cast compiles.",
               .fails = {"CredentialsAgreeThreeWays"}},
              {.name = "keeps_the_first_answer",
               .what = "It keeps what it knows in a map by UID, and each later "
                       "client of a user gets the pid of the first.",
               .tempting =
                   "emplace(key, value) reads as if it wrote the value.",
               .fails = {"CredentialsAgreeThreeWays"}},
              {.name = "keeps_its_log_in_a_buffer",
               .what = "It writes the log by printf, without a flush.",
               .tempting =
                   "On a terminal each line shows at once; in a pipe or a "
                   "file, where logs go, it waits for 4096 bytes more.",
               .fails = {"CredentialsAgreeThreeWays"}},
              {.name = "tells_less_than_it_logs",
               .what = "It makes the text for the client and the one for the "
                       "log in "
                       "two places, and they differ.",
               .tempting =
                   "The groups were added later, to the log, where one was "
                   "looking.",
               .fails = {"TellsTheClientWhomItSaw"}},
              {.name = "has_one_group",
               .what =
                   "It logs the GID of struct ucred as the client's groups.",
               .tempting =
                   "unix(7) tells of no other; but a member of docker or "
                   "wheel has that group among the supplementary ones.",
               .fails = {"NamesTheSupplementaryGroups"}},
              {.name = "has_room_for_few_groups",
               .what = "It has room for 32 groups, and takes ERANGE for none.",
               .tempting =
                   "Nobody at hand has more; users from a directory service "
                   "have hundreds.",
               .fails = {"AsksAgainWhereTheGroupsDoNotFit"}},
              {.name = "takes_its_own_ids",
               .what =
                   "It takes the pid from the kernel's answer, and UID and GID "
                   "from geteuid(2) and getegid(2).",
               .tempting =
                   "With mode 0600 nobody else gets in, so they are the "
                   "same: until root connects, or the mode is changed.",
               .fails = {"NamesForeignUsers"}},
              {.name = "trusts_proc",
               .what = "It takes the pid from the kernel's answer, and the "
                       "rest from "
                       "stat(2) of /proc/PID.",
               .tempting =
                   "/proc has all one can wish to know of a process; of "
                   "whichever process has the pid by now.",
               .fails = {"NamesForeignUsers"}},
              {.name = "ignores_the_error",
               .what = "It does not look at what getsockopt(2) returned.",
               .tempting =
                   "It never fails, and the struct was set to zeros, as one "
                   "should. All zeros is root.",
               .fails = {"GreetsOnlyWhomTheKernelNames"}},
              {.name = "takes_minus_one_for_a_user",
               .what = "It greets UID -1, by which the kernel says that it "
                       "knows of "
                       "nobody.",
               .tempting = "The call has succeeded, so there is an answer.",
               .fails = {"GreetsOnlyWhomTheKernelNames"}},
              {.name = "believes_what_it_hears",
               .what = "A client that sends \"PID=1 UID=0 GID=0\" is taken for "
                       "that.",
               .tempting =
                   "A proxy wants to say for whom it asks, and so a way is "
                   "made that is open to all.",
               .fails = {"ClaimsOfAClientChangeNothing"}},
              {.name = "logs_what_it_hears",
               .what = "It logs what the client has sent, as it is.",
               .tempting =
                   "It helps to find errors; a newline in it begins a line "
                   "that the client wrote.",
               .fails = {"LogHoldsNoWordOfAClient"}},
              {.name = "logs_the_clients_name",
               .what = "It logs the address of the client, as it is.",
               .tempting =
                   "TCP servers log the peer's address. Here the peer chose "
                   "it, byte for byte.",
               .fails = {"LogHoldsNoWordOfAClient"}},
              {.name = "serves_one_at_a_time",
               .what =
                   "It waits for each client to end before it takes the next.",
               .tempting =
                   "shutdown, read to the end, close: the book has it so, "
                   "in one function.",
               .fails = {"TellsTwentyAtOnceTheirOwnPids"}},
              {.name = "closes_at_once",
               .what =
                   "It closes behind the greeting, over what the client has "
                   "sent.",
               .tempting = "It does not want to hear anything, so why read?",
               .fails = {"EndsWellForOneWhoSpeaksFirst"}},
              {.name = "exits_when_a_client_is_gone",
               .what = "It exits when send(2) fails.",
               .tempting =
                   "An error that is checked for, and ends the program, looks "
                   "careful.",
               .fails = {"OutlivesAClientThatIsGone"}},
              {.name = "dies_of_sigpipe",
               .what =
                   "It writes to a client that is gone, by write(2), and is "
                   "killed by SIGPIPE; so it is where its log has no reader.",
               .tempting =
                   "A socket is a descriptor, and write(2) works on it.",
               .fails = {"OutlivesAClientThatIsGone",
                         "OutlivesTheReaderOfItsLog"}},
              {.name = "dies_with_its_reader",
               .what = "It sends with MSG_NOSIGNAL, and forgets that stdout "
                       "can be a "
                       "pipe too.",
               .tempting =
                   "On a terminal, and in a file, it never happens; behind "
                   "\"| head\" it does.",
               .fails = {"OutlivesTheReaderOfItsLog"}},
              {.name = "looks_up_the_program",
               .what = "It opens /proc/PID/comm, to log the client's program.",
               .tempting =
                   "A name says more than a pid. The client chose that too, "
                   "and the pid may be another's by now.",
               .fails = {"ServerNeverOpensAFile"}},
              {.name = "client_takes_any_end",
               .what =
                   "The client takes the end of the stream for the end of the "
                   "greeting.",
               .tempting = "recv(2) returned 0, not -1, so nothing went wrong.",
               .fails = {"ClientReportsACutOffGreeting"},
               .in_client = true},
              {.name = "client_trusts_the_path",
               .what = "The client does not ask who the server is.",
               .tempting =
                   "It knows the path, so it knows the server; but whoever "
                   "is first at a path has it.",
               .fails = {"ClientRefusesAnotherUsersServer"},
               .in_client = true},
              {.name = "client_looks_at_the_file",
               .what =
                   "The client takes the owner of the socket's file for the "
                   "server's user.",
               .tempting =
                   "ls -l shows it. It tells who made the file that is there "
                   "now, and not with whom one is connected.",
               .fails = {"ClientRefusesAnotherUsersServer"},
               .in_client = true},
              {.name = "client_asks_too_late",
               .what =
                   "The client prints what the server says, and then asks who "
                   "that was.",
               .tempting = "The check is there, and its exit status is right.",
               .fails = {"ClientRefusesAnotherUsersServer"},
               .in_client = true},
          }};
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds_testing::RunMistakes(argc, argv, lab::Program());
}
