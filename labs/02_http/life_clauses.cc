#include "labs/02_http/life_clauses.h"

#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/02_http/wire.h"

namespace lab {
namespace {

using ::testing::ElementsAre;
using ::uds_testing::Call;
using ::uds_testing::Clause;
using ::uds_testing::ExitStatus;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::NeverOpensAFile;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;

void OpensNothing(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  std::vector<int> statuses;
  for (const std::string& request :
       {RequestFor("GET", "/containers/json"), PostOf("/notes", "milk"),
        RequestFor("GET", "/notes"), RequestFor("GET", "/nothing/here"),
        RequestFor("PUT", "/"),
        RequestHead("GET / HTTP/1.1", "Host: two\r\n")}) {
    statuses.push_back(AnswerTo(**server, request).head.status);
  }
  EXPECT_THAT(statuses, ElementsAre(200, 201, 200, 404, 405, 400));
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  EXPECT_THAT(JudgedPart(subject, run->trace, Call("listen")),
              NeverOpensAFile());
  Figure("without an open", absl::StrJoin(statuses, ", "));
}

// So many requests that their answers do not fit into the socket: when the
// server reads the end, it still has some to send.
void AnswersHalfClosed(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> wire = Wire::To(**server);
  if (!Judgeable(wire.status())) return;
  const size_t asked = wire->Flood(RequestFor("GET", "/"));
  wire->HalfClose();
  size_t answered = 0;
  while (answered < asked && wire->Hear().head.status == 200) ++answered;
  EXPECT_EQ(answered, asked);
  EXPECT_TRUE(wire->Ends()) << "it keeps a connection without a client";
  Figure("requests answered, before the end and behind it", "all");
}

// One byte now and then: no silence is long, but the header has no end.
void TimesOut(const Subject& subject) {
  const auto server =
      TracedServer::Start(subject, {.arguments = {"--header_timeout_ms=300"}});
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> wire = Wire::To(**server);
  if (!Judgeable(wire.status())) return;
  wire->Say("GET / HTTP/1.1\r\nName: ");
  const absl::Time until = absl::Now() + absl::Milliseconds(kWirePatienceMs);
  while (!wire->Audible(10) && absl::Now() < until) wire->Say("x");
  ASSERT_TRUE(wire->Audible(0)) << "the server waits and waits";
  const Answer answer = wire->Hear();
  EXPECT_EQ(answer.head.status, 408);
  EXPECT_TRUE(wire->Ends()) << "it goes on";
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

  size_t served = 0;
  for (; served < kFast; ++served) {
    if (AnswerTo(**server, RequestFor("GET", "/")).head.status != 200) break;
  }
  ASSERT_EQ(served, kFast);
  for (Wire& wire : slow) {
    wire.Say("alhost\r\n\r\n");
    ASSERT_EQ(wire.Hear().head.status, 200);
  }
  Figure("served of 50, beside 20 slow ones and one that reads nothing",
         served);
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
    ASSERT_EQ(wire->Hear().head.status, 200);
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
  EXPECT_EQ(answer.head.status, 201);
  wires.clear();
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  EXPECT_EQ(run->exit_status, ExitStatus::Exited(0)) << run->errors;
  Figure("to a request that ends after SIGTERM", answer.head.status);
}

}  // namespace

Clause OpensNoFileForAnyRequest() {
  return {
      "OpensNoFileForAnyRequest",
      "No answer opens a file: neither one with a time in it, nor an error.",
      "Times in UTC: the local zone is a file; so is a page for an error.",
      {"ServerNeverOpensAFile"},
      OpensNothing};
}

Clause AnswersAHalfClosedClient() {
  return {"AnswersAHalfClosedClient",
          "A client that shuts down its sending side gets all its answers, "
          "and then the end.",
          "recv(2) returned 0: the peer says no more, and may still listen.",
          {"Replies"},
          AnswersHalfClosed};
}

Clause GivesUpOnASlowHeader() {
  return {"GivesUpOnASlowHeader",
          "A header that does not end within --header_timeout_ms gets 408, "
          "also while its bytes drip in.",
          "A deadline for the whole header, and not for the next byte.",
          {"Replies"},
          TimesOut};
}

Clause ServesFastClientsBesideSlowOnes() {
  return {"ServesFastClientsBesideSlowOnes",
          "Clients are served while others are in the middle of a request or "
          "read nothing; those are served when they go on.",
          "Never block on one client: non-blocking sockets and a poller, or a "
          "thread for each.",
          {"Replies"},
          ServesBeside};
}

Clause FinishesWhatIsInFlightOnSigterm() {
  return {"FinishesWhatIsInFlightOnSigterm",
          "A request that has begun before SIGTERM is answered, and then the "
          "server exits with status 0.",
          "Stop accepting, serve the open connections, then exit.",
          {"Replies"},
          Drains};
}

}  // namespace lab
