// Lab 04: servers that guard their door wrongly, each in one way, and two
// clients that misread a refusal.
//
//   mistakes --socket=PATH                         # a correct server
//   mistakes --mistake=replies_403 --socket=PATH   # a wrong one
//
// The door is written in raw system calls, beside the reference and without
// anything of it; the loop and HTTP are those of common/. Each mistake stands
// where one would make it, as Planted("..."), and is described in the list at
// the end.

#include "common/testing/mistakes/mistakes.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/http/handler.h"
#include "common/http/http_session.h"
#include "common/http/message.h"
#include "common/http/router.h"
#include "common/os/file_mode.h"
#include "common/os/signal_fd.h"
#include "common/os/unique_fd.h"
#include "common/peer/credentials.h"
#include "common/server/line_log.h"
#include "common/server/listener.h"
#include "common/server/server.h"
#include "common/server/session.h"
#include "common/server/unix_listener.h"
#include "common/socket/unix_address.h"

ABSL_FLAG(std::string, socket, "", "path of the socket");
ABSL_FLAG(uds::FileMode, mode, uds::FileMode{0600},
          "permission bits of the socket's file, in octal");
ABSL_FLAG(std::string, allow_uid, std::to_string(::geteuid()),
          "UIDs that may come in, separated by commas, or none");
ABSL_FLAG(std::string, allow_gid, "none",
          "GIDs whose members may come in too, in the same way");

namespace lab {
namespace {

using std::chrono::milliseconds;
using ::uds::AcceptResult;
using ::uds_testing::Planted;

using Ids = std::vector<id_t>;
constexpr id_t kNobody = static_cast<id_t>(-1);
constexpr id_t kOverflowId = 65534;

// ---- Who may come in: the lists

// Reads one item the short way, as one of the mistakes has it; none if it is
// not to be taken.
std::optional<id_t> ReadIdCarelessly(const std::string& item) {
  // It returns 0, which is root, for all that is no number.
  if (Planted("reads_lists_by_atoi")) return std::atoi(item.c_str());
  // Its end is looked at; and yet it skips spaces, takes signs and makes the
  // largest number of -1; and what has 64 bits is cut to 32 of them.
  char* end = nullptr;
  const id_t id = std::strtoul(item.c_str(), &end, 10);
  return item.empty() || *end != '\0' ? std::nullopt : std::optional(id);
}

std::optional<id_t> ReadId(const std::string& item) {
  if (Planted("reads_lists_by_atoi") || Planted("reads_lists_by_strtoul")) {
    return ReadIdCarelessly(item);
  }
  id_t id = kNobody;
  const char* const end = item.data() + item.size();
  const auto [stop, error] = std::from_chars(item.data(), end, id);
  if (error != std::errc() || stop != end || id == kNobody) return {};
  return id;
}

[[noreturn]] void Refuse(const std::string& why) {
  std::fprintf(stderr, "mistakes: %s\n", why.c_str());
  std::exit(1);
}

Ids ReadIds(const std::string& text) {
  Ids ids;
  if (text == "none") return ids;
  const std::vector<std::string> items = absl::StrSplit(text, ',');
  for (const std::string& item : items) {
    const std::optional<id_t> id = ReadId(item);
    if (!id.has_value()) {
      // The service comes up, with a line in a log that nobody reads.
      if (Planted("starts_in_spite_of_nonsense")) continue;
      Refuse("\"" + item + "\" is no number");
    }
    if (*id == kOverflowId && !Planted("lists_may_name_the_overflow_id")) {
      Refuse("65534 is everybody who has no number here");
    }
    ids.push_back(*id);
  }
  return ids;
}

bool Has(const Ids& list, id_t id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

// ---- Who may come in: the decision

absl::StatusOr<ucred> AskForCredentials(int socket) {
  ucred peer = {};
  socklen_t size = sizeof(peer);
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return absl::UnknownError(std::strerror(errno));
  }
  return peer;
}

// The supplementary groups of the peer; 65536 is NGROUPS_MAX.
absl::StatusOr<Ids> AskForGroups(int socket) {
  Ids groups(65536);
  socklen_t size = groups.size() * sizeof(id_t);
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) !=
      0) {
    return absl::UnknownError(std::strerror(errno));
  }
  groups.resize(size / sizeof(id_t));
  return groups;
}

struct Policy {
  Ids uids;
  Ids gids;

  bool NamesTheUser(const ucred& peer) const {
    // One may trust those two, may one not?
    if (Planted("always_admits_root") && peer.uid == 0) return true;
    if (Planted("always_admits_its_own_user") && peer.uid == ::geteuid()) {
      return true;
    }
    // On many machines each user has a group of the same number.
    if (Planted("compares_gid_with_uids") && Has(uids, peer.gid)) return true;
    return Has(uids, peer.uid);
  }

  // OK, or why not.
  absl::Status Admit(const ucred& peer, int socket) const {
    if (peer.uid == kOverflowId && !Planted("admits_the_overflow_uid")) {
      return absl::PermissionDeniedError("it has no number here");
    }
    if (NamesTheUser(peer)) return absl::OkStatus();
    // The wrong one of two fields that look the same.
    const id_t id = Planted("compares_uid_with_gids") ? peer.uid : peer.gid;
    if (Has(gids, id)) return absl::OkStatus();
    // The ucred has one GID, and that seems to be all there is.
    if (!gids.empty() && !Planted("ignores_supplementary_groups")) {
      const absl::StatusOr<Ids> groups = AskForGroups(socket);
      if (!groups.ok()) {
        // An old kernel must not keep anybody out.
        if (Planted("admits_whose_groups_it_cannot_ask")) {
          return absl::OkStatus();
        }
        return groups.status();
      }
      for (const id_t group : *groups) {
        if (Has(gids, group)) return absl::OkStatus();
      }
    }
    return absl::PermissionDeniedError(
        absl::StrFormat("only UID %s allowed", absl::StrJoin(uids, ", ")));
  }
};

// ---- The door

void LogAccepted(uds::LineLog& log, const ucred& peer) {
  ucred told = peer;
  // "The peer" is who one is oneself, seen from the other end.
  if (Planted("logs_itself")) told = {::getpid(), ::geteuid(), ::getegid()};
  // A ucred begins with the pid, the line with the UID.
  if (Planted("logs_in_the_order_of_the_struct")) {
    told = {static_cast<pid_t>(peer.uid), static_cast<uid_t>(peer.pid),
            peer.gid};
  }
  log.Write(absl::StrFormat("Accepted connection from UID=%u PID=%d GID=%u\n",
                            told.uid, told.pid, told.gid));
}

class Guard : public uds::Listener {
 public:
  Guard(std::unique_ptr<uds::Listener> inner, Policy policy, uds::LineLog& log)
      : inner_(std::move(inner)), policy_(std::move(policy)), log_(log) {}

  absl::StatusOr<AcceptResult> Accept() override {
    absl::StatusOr<AcceptResult> accepted = inner_->Accept();
    if (!accepted.ok() || accepted->outcome != AcceptResult::kAccepted) {
      return accepted;
    }
    // Left to the session, which has to read anyway: see LateSession.
    if (Planted("asks_after_the_first_read")) return accepted;
    // fd() is the descriptor at hand in a listener: that it listens on.
    const absl::StatusOr<ucred> peer = AskForCredentials(
        Planted("asks_the_listening_socket") ? fd() : accepted->socket.get());
    if (!peer.ok()) return WithoutAnswer(*std::move(accepted), peer.status());
    const absl::Status admitted = policy_.Admit(*peer, accepted->socket.get());
    if (!admitted.ok()) return Refused(*std::move(accepted), *peer, admitted);
    LogAccepted(log_, *peer);
    delay_ = milliseconds(5);
    return accepted;
  }

  int fd() const override { return inner_->fd(); }
  Queue Withdraw() override { return inner_->Withdraw(); }

  bool AdmitsLate(int socket) {
    const absl::StatusOr<ucred> peer = AskForCredentials(socket);
    if (!peer.ok() || !policy_.Admit(*peer, socket).ok()) return false;
    LogAccepted(log_, *peer);
    return true;
  }

 private:
  // Nobody knows who that is.
  absl::StatusOr<AcceptResult> WithoutAnswer(AcceptResult accepted,
                                             const absl::Status& why) {
    const std::string reason(why.message());
    log_.Write("Rejected connection: peer unknown (" + reason + ")\n");
    // It is an error of the system, and nothing that the client did.
    if (Planted("admits_whom_it_cannot_ask_about")) return accepted;
    // Errors are returned, are they not? This one ends the loop.
    if (Planted("ends_where_it_cannot_ask")) return why;
    return AcceptResult{AcceptResult::kSkipped, {}};
  }

  absl::StatusOr<AcceptResult> Refused(AcceptResult accepted, const ucred& peer,
                                       const absl::Status& why) {
    // Who is refused has no business here, so there is nothing to tell.
    if (!Planted("says_nothing_of_the_refused")) {
      log_.Write(absl::StrFormat(
          "Rejected connection: UID %u (%s) PID=%d GID=%u\n", peer.uid,
          std::string(why.message()), peer.pid, peer.gid));
    }
    // It is in the log: somebody will see to it.
    if (Planted("admits_everybody")) return accepted;
    // HTTP has a status for that.
    if (Planted("replies_403")) {
      constexpr std::string_view kForbidden =
          "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
      ::send(accepted.socket.get(), kForbidden.data(), kForbidden.size(),
             MSG_NOSIGNAL);
    }
    // As in a loop in C, with `continue` where close(2) should be.
    if (Planted("forgets_the_refused"))
      static_cast<void>(accepted.socket.Release());
    // Accept gives a connection or an error, and there is no connection.
    if (Planted("ends_at_a_refusal")) return why;
    // Go's net/http does so, if Accept returns a "temporary" error.
    if (Planted("backs_off_after_a_refusal")) {
      std::this_thread::sleep_for(delay_);
      delay_ = std::min(2 * delay_, milliseconds(1000));
    }
    return AcceptResult{AcceptResult::kSkipped, {}};
  }

  std::unique_ptr<uds::Listener> inner_;
  Policy policy_;
  uds::LineLog& log_;
  milliseconds delay_{5};
};

// ---- Behind the door

// Asks who it is when the first request is there: as middleware would.
class LateSession : public uds::Session {
 public:
  LateSession(std::unique_ptr<uds::Session> inner, Guard* guard, int socket)
      : inner_(std::move(inner)), guard_(guard), socket_(socket) {}

  Next OnBytes(std::string_view bytes, std::string& out) override {
    if (!admitted_ && !guard_->AdmitsLate(socket_)) return kClose;
    admitted_ = true;
    return inner_->OnBytes(bytes, out);
  }
  void OnEndOfStream(std::string& out) override { inner_->OnEndOfStream(out); }
  bool InFlight() const override { return inner_->InFlight(); }

 private:
  std::unique_ptr<uds::Session> inner_;
  Guard* guard_;
  int socket_;
  bool admitted_ = false;
};

absl::Status Run(std::unique_ptr<Guard> guard, const std::string& path,
                 int stop) {
  uds::http::Router router;
  router.Handle("GET", "/", [](const uds::http::Request&) {
    return uds::http::Text(200, "You are authorized!\n");
  });
  const uds::http::Handler handler = std::ref(router);
  Guard* const door = guard.get();
  auto server = uds::Server::Create(
      std::move(guard),
      [&handler, door](int socket) -> std::unique_ptr<uds::Session> {
        auto session = std::make_unique<uds::http::HttpSession>(
            handler, uds::kUnknownPeer);
        if (!Planted("asks_after_the_first_read")) return session;
        return std::make_unique<LateSession>(std::move(session), door, socket);
      });
  if (!server.ok()) return server.status();
  std::printf("Listening on %s\n", path.c_str());
  std::fflush(stdout);
  return (*server)->Run(stop);
}

int Serve() {
  std::signal(SIGPIPE, SIG_IGN);
  Policy policy = {.uids = ReadIds(absl::GetFlag(FLAGS_allow_uid)),
                   .gids = ReadIds(absl::GetFlag(FLAGS_allow_gid))};
  const auto stop = uds::SignalFd::Create({SIGTERM});
  if (!stop.ok()) Refuse(std::string(stop.status().message()));
  const auto address = uds::UnixAddress::Parse(absl::GetFlag(FLAGS_socket));
  if (!address.ok()) Refuse(std::string(address.status().message()));
  auto listener =
      uds::UnixListener::Create(*address, absl::GetFlag(FLAGS_mode).bits);
  if (!listener.ok()) Refuse(std::string(listener.status().message()));
  uds::LineLog log(STDERR_FILENO);
  const absl::Status status =
      Run(std::make_unique<Guard>(*std::move(listener), std::move(policy), log),
          address->ToString(), stop->fd());
  if (!status.ok()) Refuse(std::string(status.message()));
  return 0;
}

// ---- The client

uds::UniqueFd Connect(const std::string& path) {
  uds::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  if (path.size() >= sizeof(address.sun_path)) Refuse("the path is too long");
  path.copy(address.sun_path, path.size());
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address),
                sizeof(address)) != 0) {
    Refuse(std::string("connect: ") + std::strerror(errno));
  }
  return fd;
}

int Visit() {
  const uds::UniqueFd fd = Connect(absl::GetFlag(FLAGS_socket));
  constexpr std::string_view kRequest =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  // Where the server has closed already, recv(2) tells so as well.
  ::send(fd.get(), kRequest.data(), kRequest.size(), MSG_NOSIGNAL);
  std::string answer;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = ::recv(fd.get(), buffer, sizeof(buffer), 0)) > 0) {
    answer.append(buffer, got);
  }
  // As any error is told; but to whom does it say that he was refused?
  if (got < 0 && Planted("client_tells_of_a_reset_only")) {
    Refuse(std::string("recv: ") + std::strerror(errno));
  }
  // The end of the stream is how an answer ends, so this one was empty.
  if (answer.empty() &&
      !(got == 0 && Planted("client_takes_silence_for_yes"))) {
    Refuse("refused by the server: it closed without an answer");
  }
  const size_t head = answer.find("\r\n\r\n");
  if (head != answer.npos) std::fputs(answer.c_str() + head + 4, stdout);
  return 0;
}

// ---- What there is

std::vector<uds_testing::Mistake> Mistakes() {
  const std::vector<std::string> asks = {"AsksTheKernelBeforeItReads"};
  const std::vector<std::string> refuses = {"RefusesWithoutAWord"};
  const std::vector<std::string> unknown = {"RefusesWhomItCannotAskAbout"};
  const std::vector<std::string> users = {"AdmitsTheUidsThatAreNamed"};
  const std::vector<std::string> groups = {"AdmitsTheGroupsThatAreNamed"};
  const std::vector<std::string> overflow = {"NeverAdmitsTheOverflowUid"};
  const std::vector<std::string> nonsense = {"RefusesListsOfNonsense"};
  return {
      {"asks_after_the_first_read",
       "It asks who the client is when the first request is there.",
       "HTTP servers have a place for such checks: middleware. By then a "
       "stranger's bytes have been read.",
       asks},
      {"asks_the_listening_socket",
       "It asks for the credentials of the socket on which it listens.",
       "A listener has that descriptor at hand, and the call succeeds. It "
       "names "
       "the server itself, so everybody passes.",
       asks},
      {"logs_itself",
       "It logs its own UID, pid and GID as those of the peer.",
       "With one user on the machine, only the pid is wrong.",
       {"LogsWhoCameIn"}},
      {"logs_in_the_order_of_the_struct",
       "It logs the pid as UID, and the UID as pid.",
       "A ucred begins with the pid, the line with the UID; both are numbers.",
       {"LogsWhoCameIn"}},
      {"admits_everybody", "It logs who is to be refused, and serves him.",
       "A new policy is first tried without effect, and then forgotten.",
       refuses},
      {"replies_403", "It answers 403 to whom it refuses.",
       "It is polite, and HTTP has a status for it. But it tells a stranger "
       "what is there, and writing to him can fail or wait.",
       refuses},
      {"forgets_the_refused", "It never closes the connection that it refuses.",
       "A loop in C that says continue. The client waits, and the descriptors "
       "run out.",
       refuses},
      {"ends_at_a_refusal", "It ends when it has refused somebody.",
       "Accept gives a connection or an error, and there is no connection.",
       refuses},
      {"says_nothing_of_the_refused",
       "It logs only those whom it lets in.",
       "Who is refused is no client, and so nothing seems to have happened.",
       {"LogsWhoWasRefused"}},
      {"admits_whom_it_cannot_ask_about",
       "It serves a client where SO_PEERCRED fails.",
       "It is the system's error and not the client's, and the service goes "
       "on.",
       unknown},
      {"ends_where_it_cannot_ask", "It ends where SO_PEERCRED fails.",
       "Errors are to be handed on. But this one is about one client.",
       unknown},
      {"backs_off_after_a_refusal",
       "It sleeps after each refusal, twice as long each time.",
       "Go's net/http does so if Accept returns a temporary error, and it "
       "seems "
       "to slow down an attacker. It slows down everybody.",
       {"RefusalsHoldNobodyUp"}},
      {"compares_gid_with_uids",
       "It admits whose GID stands in the list of UIDs.",
       "On many machines each user has a group of the same number, so it works "
       "either way.",
       users},
      {"always_admits_root", "It admits root, whoever is named.",
       "Root may do anything anyway. But not every process of root should come "
       "in here.",
       users},
      {"always_admits_its_own_user",
       "It admits its own user, whoever is named.",
       "The list is added to the default, in place of taking its place.",
       users},
      {"compares_uid_with_gids",
       "It looks for the peer's UID in the list of GIDs.",
       "Two numbers of one type in one struct: no compiler objects.", groups},
      {"ignores_supplementary_groups",
       "It looks at the GID of the ucred, and at no other group.",
       "It is the only one that SO_PEERCRED tells; most memberships are not "
       "there.",
       groups},
      {"admits_whose_groups_it_cannot_ask",
       "It admits a client where SO_PEERGROUPS fails.",
       "Kernels before Linux 4.13 do not have it, and on those all should work "
       "too.",
       groups},
      {"admits_the_overflow_uid",
       "It admits UID 65534 if its group is allowed.",
       "It is a UID as others are, often called nobody. In a user namespace it "
       "is everybody.",
       overflow},
      {"lists_may_name_the_overflow_id", "It takes 65534 in its lists.",
       "The log said UID 65534 was refused, and so somebody added it.",
       overflow},
      {"reads_lists_by_atoi", "It takes 0, root, for all that is no number.",
       "atoi(3) is short, and has no way to fail.", nonsense},
      {"reads_lists_by_strtoul",
       "It takes \"-1\", \" 0\", and numbers that do not fit.",
       "strtoul(3) tells where it stopped, and that looks like all that there "
       "is to check.",
       nonsense},
      {"starts_in_spite_of_nonsense",
       "It leaves out what it cannot read, and starts.",
       "A service that comes up in part seems better than none.", nonsense},
      {.name = "client_takes_silence_for_yes",
       .what = "The client takes the end of the stream for an empty answer.",
       .tempting = "That is how an answer ends, too; exit status 0 comes of "
                   "itself.",
       .fails = {"ClientSaysThatItWasRefused"},
       .in_client = true},
      {.name = "client_tells_of_a_reset_only",
       .what = "The client says \"Connection reset by peer\", and not that it "
               "was refused.",
       .tempting = "It is what strerror(3) says, and it sounds like a server "
                   "that has crashed.",
       .fails = {"ClientSaysThatItWasRefused"},
       .in_client = true},
  };
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds_testing::RunMistakes(
      argc, argv,
      {.serve = lab::Serve, .visit = lab::Visit, .mistakes = lab::Mistakes()});
}
