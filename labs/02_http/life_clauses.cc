#include "labs/02_http/life_clauses.h"

#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/call_pattern.h"
#include "gtest/gtest.h"
#include "labs/02_http/wire.h"

namespace lab {
namespace {

using ::uds_testing::AnyCallOf;
using ::uds_testing::Clause;
using ::uds_testing::ExitStatus;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;

// More than a socket takes (212,992 bytes by default, and the rest of a
// buffer), and with that not so much more that a server which keeps 256 KiB for
// a client stops reading before the end.
constexpr size_t kAnswerBytes = 400'000;

// Its requests come in one recv(2), and their answers do not fit into the
// socket: when the server reads the end, it still has some to send.
void AnswersHalfClosed(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> wire = Wire::To(**server);
  if (!Judgeable(wire.status())) return;
  wire->Say(PostOf("/notes", std::string(1000, 'x')));
  const Answer made = wire->Hear();
  if (!ExpectStatus(made, 201, "to POST /notes")) return;
  const std::string request =
      RequestFor("GET", made.head.FindHeader("Location").value_or("/notes/1"));
  wire->Say(request);
  const Answer first = wire->Hear();
  if (!ExpectStatus(first, 200, "to GET of that note")) return;
  const size_t asked =
      kAnswerBytes / (first.head.text.size() + first.body.size());
  std::string requests;
  for (size_t i = 0; i < asked; ++i) requests += request;
  wire->Say(requests);
  wire->HalfClose();
  // Who waits for room before it reads the end has a second.
  (*server)
      ->process()
      .WaitFor(AnyCallOf({"recvfrom", "recvmsg", "read"}).Returning(0),
               absl::Seconds(1))
      .IgnoreError();
  size_t whole = 0;
  for (Answer answer; whole < asked; ++whole) {
    answer = wire->Hear();
    if (answer.head.status != 200 || !answer.trouble.empty()) break;
  }
  const std::string answered = whole == asked ? "all" : "not all";
  ASSERT_EQ(answered, "all")
      << "of the answers to what a client asked before it shut down its side";
  ASSERT_EQ(wire->Next(), kEnd) << "behind the last answer";
  Figure("requests answered, before the end and behind it", answered);
}

void TimesOut(const Subject& subject) {
  const auto server =
      TracedServer::Start(subject, {.arguments = {"--header_timeout_ms=300"}});
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> wire = Wire::To(**server);
  if (!Judgeable(wire.status())) return;
  wire->Say("GET / HTTP/1.1\r\nName: ");
  const absl::Time until = absl::Now() + absl::Milliseconds(kWirePatienceMs);
  while (!wire->Audible(10) && absl::Now() < until) wire->Say("x");
  const Answer answer =
      wire->Audible(0)
          ? wire->Hear()
          : Answer{.trouble = "the server waits, 5 s after the first byte"};
  constexpr const char* kAbout =
      "to a header that does not end in 300 ms (--header_timeout_ms=300), and "
      "of which a byte comes every 10 ms";
  if (!ExpectStatus(answer, 408, kAbout)) return;
  ASSERT_EQ(wire->Next(), kEnd) << "behind 408";
  Figure("to a header that does not end in 300 ms", answer.head.status);
}

void ServesBeside(const Subject& subject) {
  constexpr size_t kSlow = 20;
  constexpr size_t kFast = 50;
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  std::vector<Wire> slow;
  for (size_t i = 0; i < kSlow; ++i) {
    absl::StatusOr<Wire> wire = Wire::To(**server);
    if (!Judgeable(wire.status())) return;
    wire->Say("GET / HTTP/1.1\r\nHost: loc");
    slow.push_back(*std::move(wire));
  }
  absl::StatusOr<Wire> deaf = Wire::To(**server);
  if (!Judgeable(deaf.status())) return;
  deaf->Flood(RequestFor("GET", "/containers/json"));
  for (size_t served = 0; served < kFast; ++served) {
    if (!ExpectStatus(AnswerTo(**server, RequestFor("GET", "/")), 200,
                      "to a client beside 20 that are in the middle of their "
                      "request, and one that reads nothing")) {
      return;
    }
  }
  for (Wire& wire : slow) {
    wire.Say("alhost\r\n\r\n");
    if (!ExpectStatus(wire.Hear(), 200,
                      "to one that was slow, when it had gone on")) {
      return;
    }
  }
  Figure("served of 50, beside 20 slow ones and one that reads nothing", kFast);
}

void Drains(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  const std::string request = PostOf("/notes", "milk");
  const size_t most = request.size() - 2;
  // One that asks for nothing, one in the middle of a request, and another that
  // asks for nothing: in this order, if a server goes through them.
  std::vector<Wire> wires;
  for (const bool in_flight : {false, true, false}) {
    absl::StatusOr<Wire> wire = Wire::To(**server);
    if (!Judgeable(wire.status())) return;
    wire->Say(RequestFor("GET", "/"));
    if (!ExpectStatus(wire->Hear(), 200, "to GET /, before SIGTERM")) return;
    if (in_flight) wire->SayAndBeRead(request.substr(0, most));
    wires.push_back(*std::move(wire));
  }
  (*server)->process().process().Signal(SIGTERM);
  // Once it has closed those two it has noticed; who leaves them open has two
  // seconds for it. Only then comes the rest.
  wires[0].Audible(1000);
  wires[2].Audible(1000);
  wires[1].Say(request.substr(most));
  const Answer answer = wires[1].Hear();
  if (!ExpectStatus(answer, 201,
                    "to a POST of which all but the last two bytes came before "
                    "SIGTERM")) {
    return;
  }
  wires.clear();
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  EXPECT_EQ(run->exit_status, ExitStatus::Exited(0))
      << "how the server ended, asked by SIGTERM";
  Figure("to a request that ends after SIGTERM", answer.head.status);
}

}  // namespace

Clause AnswersAHalfClosedClient() {
  return {"AnswersAHalfClosedClient",
          "A client that shuts down its sending side gets all its answers, "
          "and then the end.",
          "recv(2) returned 0: the peer says no more, and may still listen.",
          {"AnswersInOrder"},
          AnswersHalfClosed};
}

Clause GivesUpOnASlowHeader() {
  return {"GivesUpOnASlowHeader",
          "A header that does not end within --header_timeout_ms gets 408, "
          "also while its bytes drip in.",
          "A deadline for the whole header, and not for the next byte.",
          {"TakesARequestCutAnywhere"},
          TimesOut};
}

Clause ServesFastClientsBesideSlowOnes() {
  return {"ServesFastClientsBesideSlowOnes",
          "Clients are served while others are in the middle of a request or "
          "read nothing; those are served when they go on.",
          "Never block on one client: non-blocking sockets and a poller, or a "
          "thread for each.",
          {"TakesARequestCutAnywhere"},
          ServesBeside};
}

Clause FinishesWhatIsInFlightOnSigterm() {
  return {"FinishesWhatIsInFlightOnSigterm",
          "A request that has begun before SIGTERM is answered, and then the "
          "server exits with status 0.",
          "Stop accepting, serve the open connections, then exit.",
          {"TakesARequestCutAnywhere", "ServesFastClientsBesideSlowOnes"},
          Drains};
}

}  // namespace lab
