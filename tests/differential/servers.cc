#include "tests/differential/servers.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/http/handler.h"
#include "common/http/http_session.h"
#include "common/http/session_talk.h"
#include "common/os/posix_error.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "tests/interop/others.h"

namespace differential {
namespace {

using ::uds::Transfer;
using ::uds_testing::ChildProcess;
using ::uds_testing::TempDirectory;

constexpr absl::Duration kPatience = absl::Minutes(1);

ServerUnderTest InFreshDirectory(std::string_view socket_name) {
  ServerUnderTest server;
  server.directory = std::make_unique<TempDirectory>();
  server.path = server.directory->Path(socket_name);
  return server;
}

void Start(ServerUnderTest& server, const std::vector<std::string>& argv) {
  absl::StatusOr<std::unique_ptr<ChildProcess>> child =
      ChildProcess::Start(argv);
  if (child.ok()) {
    server.process = *std::move(child);
  } else {
    server.trouble = child.status().ToString();
  }
}

void WaitForGreeting(ServerUnderTest& server) {
  if (server.process == nullptr) return;
  const absl::Status ready =
      server.process->WaitForOutput("Listening on ", kPatience);
  if (!ready.ok()) server.trouble = ready.ToString();
}

// nginx says nothing when it is ready. A connection that is refused or finds no
// socket is tried again, until nginx ends or the patience does.
void WaitForConnection(ServerUnderTest& server) {
  const auto address = uds::UnixAddress::FromPath(server.path);
  const absl::Time end = absl::Now() + kPatience;
  while (address.ok() && server.process != nullptr && absl::Now() < end) {
    if (uds::Connect(*address).ok()) return;
    if (server.process->WaitForEnd(absl::Milliseconds(20))) break;
  }
  server.trouble = "nginx did not start";
  if (server.process != nullptr) {
    server.trouble += ": " + server.process->errors();
  }
}

// Where Debian has it, which PATH leads to for root alone.
std::string FindNginx() {
  const std::string in_path = interop::InPath("nginx");
  constexpr char kForRoot[] = "/usr/sbin/nginx";
  if (in_path.empty() && ::access(kForRoot, X_OK) == 0) return kForRoot;
  return in_path;
}

absl::Status SendSome(int socket, std::string_view& unsent) {
  const absl::StatusOr<Transfer> sent = uds::Send(socket, unsent);
  if (!sent.ok()) return sent.status();
  // Who has refused may be gone; what it said is still there to be read.
  if (sent->outcome == Transfer::kPeerGone) unsent = {};
  if (sent->outcome == Transfer::kDone) unsent.remove_prefix(sent->bytes);
  if (unsent.empty()) ::shutdown(socket, SHUT_WR);
  return absl::OkStatus();
}

// Whether more may come.
absl::StatusOr<bool> ReceiveSome(int socket, std::string& answers) {
  std::array<char, 64 * 1024> buffer;
  const absl::StatusOr<Transfer> got =
      uds::Receive(socket, absl::MakeSpan(buffer));
  if (!got.ok()) return got.status();
  if (got->outcome == Transfer::kDone) {
    answers.append(buffer.data(), got->bytes);
  }
  return got->outcome == Transfer::kDone ||
         got->outcome == Transfer::kWouldBlock;
}

}  // namespace

ServerUnderTest StartLab02() {
  ServerUnderTest server = InFreshDirectory("lab.sock");
  Start(server, {"labs/02_http/server", "--socket=" + server.path, "--nolog"});
  WaitForGreeting(server);
  return server;
}

ServerUnderTest StartGo() {
  ServerUnderTest server = InFreshDirectory("go.sock");
  server.missing = interop::WhyMissing("go", "golang-go");
  if (!server.missing.empty()) return server;
  server.trouble = interop::BuildGo("tests/differential/go/seen_server.go",
                                    server.directory->path());
  if (!server.trouble.empty()) return server;
  Start(server, {server.directory->Path("seen_server"), server.path});
  WaitForGreeting(server);
  return server;
}

ServerUnderTest StartNginx() {
  ServerUnderTest server = InFreshDirectory("front.sock");
  const std::string program = FindNginx();
  if (program.empty()) {
    server.missing = interop::WhyMissing("nginx", "nginx-light");
    return server;
  }
  std::ifstream given("tests/differential/nginx.conf");
  const std::string text(std::istreambuf_iterator<char>(given), {});
  const std::string folder = server.directory->path();
  const std::string file = server.directory->Path("nginx.conf");
  std::ofstream(file) << absl::StrReplaceAll(text, {{"FOLDER", folder}});
  Start(server,
        {program, "-p", folder, "-c", file, "-e", folder + "/error.log"});
  WaitForConnection(server);
  return server;
}

absl::StatusOr<std::string> AnswersOf(const ServerUnderTest& server,
                                      std::string_view bytes) {
  const auto address = uds::UnixAddress::FromPath(server.path);
  if (!address.ok()) return address.status();
  const absl::StatusOr<uds::UniqueFd> socket = uds::Connect(*address);
  if (!socket.ok()) return socket.status();
  if (bytes.empty()) ::shutdown(socket->get(), SHUT_WR);
  std::string answers;
  for (;;) {
    const short events = bytes.empty() ? POLLIN : POLLIN | POLLOUT;
    pollfd poll = {.fd = socket->get(), .events = events, .revents = 0};
    const int patience = static_cast<int>(absl::ToInt64Milliseconds(kPatience));
    const int ready = ::poll(&poll, 1, patience);
    if (ready < 0) return uds::PosixError("poll", socket->get());
    if (ready == 0)
      return absl::DeadlineExceededError("nothing came: " + answers);
    if ((poll.revents & POLLOUT) != 0 && !bytes.empty()) {
      const absl::Status sent = SendSome(socket->get(), bytes);
      if (!sent.ok()) return sent;
    }
    if ((poll.revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
    const absl::StatusOr<bool> more = ReceiveSome(socket->get(), answers);
    if (!more.ok()) return more.status();
    if (!*more) return answers;
  }
}

OurReading ReadByOurs(std::string_view bytes) {
  OurReading reading;
  const uds::http::Handler handler = [&](const uds::http::Request& request) {
    reading.verdict.bodies.push_back(static_cast<int>(request.body.size()));
    reading.heads.push_back(request.method == "HEAD");
    return uds::http::Text(200, "seen\n");
  };
  uds::http::HttpOptions options;
  options.limits.max_body_bytes = 64 * 1024;
  options.on_refused = [&](const uds::http::Refusal& refusal) {
    reading.verdict.refused = refusal.status;
  };
  uds::http::HttpSession session(handler, uds::kUnknownPeer, options);
  uds::http::Talk talk = uds::http::TalkTo(session, {bytes});
  if (talk.next == uds::Session::kContinue) {
    session.OnEndOfStream(talk.answers);
  }
  // Where the last one was refused, whether it was HEAD shows in no call.
  reading.statuses = StatusesOf(talk.answers, reading.heads);
  return reading;
}

}  // namespace differential
