// Wrong HTTP servers that the fault suite must catch.
//
//   mistakes --socket=PATH                                    # correct
//   mistakes --mistake=drops_a_pipelined_reply --socket=PATH  # wrong
//
// Each is the server of lab 02 in small, with one part in which the mistake is;
// what goes wrong in system calls of its own has lab 01's mistakes.cc, which
// play_test.cc uses too.

#include "common/testing/mistakes/mistakes.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/http/handler.h"
#include "common/http/http_session.h"
#include "common/http/message.h"
#include "common/http/request_log.h"
#include "common/http/router.h"
#include "common/os/signal_fd.h"
#include "common/peer/credentials.h"
#include "common/server/line_log.h"
#include "common/server/listener.h"
#include "common/server/server.h"
#include "common/server/session.h"
#include "common/server/unix_listener.h"
#include "common/socket/unix_address.h"

ABSL_FLAG(std::string, socket, "", "path of the socket");

namespace faults {
namespace {

using ::uds::AcceptResult;
using ::uds_testing::Planted;

class WrongListener : public uds::Listener {
 public:
  explicit WrongListener(std::unique_ptr<uds::Listener> inner)
      : inner_(std::move(inner)) {}

  absl::StatusOr<AcceptResult> Accept() override {
    // Kept in reserve for the next time, of which nothing comes.
    const int reserve = ::dup(STDIN_FILENO);
    absl::StatusOr<AcceptResult> result = inner_->Accept();
    const bool failed =
        result.ok() && result->outcome == AcceptResult::kExhausted;
    if (!failed || !Planted("leaks_on_a_failed_accept")) ::close(reserve);
    if (failed && Planted("spins_on_a_failed_accept")) {
      result->outcome = AcceptResult::kSkipped;
    }
    return result;
  }
  int fd() const override { return inner_->fd(); }
  Queue Withdraw() override { return inner_->Withdraw(); }

 private:
  std::unique_ptr<uds::Listener> inner_;
};

class WrongSession : public uds::http::HttpSession {
 public:
  using HttpSession::HttpSession;

  ~WrongSession() override {
    // For the statistics.
    static auto* const history = new std::vector<std::string>;
    if (!Planted("keeps_what_has_ended")) return;
    history->push_back(std::string(1000, '.'));
  }

  Next OnBytes(std::string_view bytes, std::string& out) override {
    const size_t before = out.size();
    const Next next = HttpSession::OnBytes(bytes, out);
    if (!Planted("drops_a_pipelined_reply")) return next;
    // "One read, one request": what stands behind it is not looked at.
    const size_t second = out.find("HTTP/1.1", before + 1);
    if (second != out.npos) out.resize(second);
    return next;
  }
};

// Looks at what comes first, with room for descriptors beside it.
void PeekAtFirstBytes(int socket) {
  pollfd ready{socket, POLLIN, 0};
  ::poll(&ready, 1, /*timeout=*/200);
  char byte;
  alignas(cmsghdr) char control[CMSG_SPACE(10 * sizeof(int))];
  iovec data = {&byte, 1};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof(control);
  ::recvmsg(socket, &message, MSG_PEEK | MSG_DONTWAIT);
}

int Serve() {
  auto stop = uds::SignalFd::Create({SIGTERM});
  const auto address = uds::UnixAddress::Parse(absl::GetFlag(FLAGS_socket));
  if (!stop.ok() || !address.ok()) return 1;
  auto listener = uds::UnixListener::Create(*address, 0600);
  if (!listener.ok()) return 1;
  std::signal(SIGPIPE,
              Planted("dies_with_the_reader_of_its_log") ? SIG_DFL : SIG_IGN);
  uds::LineLog log(STDERR_FILENO);
  uds::http::Router router;
  router.Use(uds::http::RequestLog(
      [&log](std::string_view line) { log.Write(line); }));
  router.Handle("GET", "/", [](const uds::http::Request&) {
    return uds::http::Text(200, "Hello over UDS!");
  });
  const uds::http::Handler handler = std::ref(router);
  auto server = uds::Server::Create(
      std::make_unique<WrongListener>(*std::move(listener)), [&](int socket) {
        if (Planted("keeps_passed_descriptors")) PeekAtFirstBytes(socket);
        return std::make_unique<WrongSession>(handler, uds::kUnknownPeer);
      });
  if (!server.ok()) return 1;
  std::printf("Listening on %s\n", address->ToString().c_str());
  std::fflush(stdout);
  const bool ended_well = (*server)->Run(stop->fd()).ok();
  return ended_well && !Planted("ends_with_status_1") ? 0 : 1;
}

}  // namespace
}  // namespace faults

// What `fails` says here are no clauses, but what play_test.cc finds.
int main(int argc, char** argv) {
  return uds_testing::RunMistakes(
      argc, argv,
      {.serve = faults::Serve,
       .mistakes = {
           {.name = "leaks_on_a_failed_accept",
            .what = "A descriptor stays open where accept fails.",
            .tempting = "A descriptor in reserve helps to refuse politely.",
            .fails = {"descriptors are not back"}},
           {.name = "spins_on_a_failed_accept",
            .what = "Where no descriptor is left it tries again at once.",
            .tempting = "The next accept may fare better.",
            .fails = {"it spins"}},
           {.name = "keeps_what_has_ended",
            .what = "It keeps a kilobyte about each connection that has ended.",
            .tempting = "Statistics.",
            .fails = {"memory is not back"}},
           {.name = "drops_a_pipelined_reply",
            .what = "It answers the first of the requests that come at once.",
            .tempting = "One read, one request: with curl it is so.",
            .fails = {"a reply is lost"}},
           {.name = "dies_with_the_reader_of_its_log",
            .what = "It does not ignore SIGPIPE, and logs into a pipe.",
            .tempting = "MSG_NOSIGNAL keeps SIGPIPE from sockets.",
            .fails = {"it died"}},
           {.name = "keeps_passed_descriptors",
            .what = "It peeks with recvmsg, and has room for what is passed.",
            .tempting = "recvmsg is recv with more to it.",
            .fails = {"descriptors are not back"}},
           {.name = "ends_with_status_1",
            .what = "It ends with status 1 on SIGTERM.",
            .tempting = "It was interrupted, after all.",
            .fails = {"it ends badly"}},
       }});
}
