#include "labs/05_systemd_activation/queue_clauses.h"

#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/05_systemd_activation/asker.h"
#include "labs/05_systemd_activation/hearing.h"

namespace lab {
namespace {

using ::uds_testing::AnyCallOf;
using ::uds_testing::CallPattern;
using ::uds_testing::Clause;
using ::uds_testing::ExitStatus;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::Trace;
using ::uds_testing::TracedServer;

CallPattern Accepts() { return AnyCallOf({"accept", "accept4"}); }

// From the server's word on, also an accept that finds nobody is one too many:
// it is luck who is in the queue by then.
void ExpectNoAcceptAfterStopping(const Trace& trace) {
  const auto told = CallsMatching(trace, Tells("STOPPING=1"));
  ASSERT_FALSE(told.empty());
  const Trace after = trace.Slice(told[0].last_line, trace.lines().size());
  EXPECT_TRUE(CallsMatching(after, Accepts()).empty())
      << "once it had said STOPPING=1, the server called accept again; who is "
         "in the queue is for the next one"
      << FirstOf(trace, Tells("STOPPING=1"));
}

// Half a request keeps the server from its end while somebody else comes.
void LeavesTheQueue(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  auto socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  Asker early(*std::move(socket));
  early.SendHalf();
  if (!Judgeable((*server)->process().WaitFor(Accepts().Succeeding()).status()))
    return;
  (*server)->process().process().Signal(SIGTERM);
  if (!Judgeable(WaitForWord(*(*server)->activation(), (*server)->process(),
                             "STOPPING=1"))) {
    return;
  }

  socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  Asker late(*std::move(socket));
  late.SendHalf();
  const bool finished = early.IsAuthorized();
  const auto run = (*server)->process().Finish();
  if (!Judgeable(run.status())) return;
  ASSERT_TRUE(finished)
      << "a client that was in the middle of its request at SIGTERM sent the "
         "rest once STOPPING=1 was said, and got no answer"
      << FirstOf(run->trace, Tells("STOPPING=1"));
  EXPECT_EQ(run->exit_status, ExitStatus::Exited(0)) << run->errors;
  ExpectNoAcceptAfterStopping(run->trace);
  if (testing::Test::HasFailure()) return;

  const auto next = TracedServer::Start(
      subject,
      {.path = (*server)->path(), .activation = (*server)->activation()});
  if (!Judgeable(next.status())) return;
  EXPECT_TRUE(late.IsAuthorized())
      << "who came after SIGTERM is not answered by the next server either";
  Figure("who came after SIGTERM", "served by the next");
}

void SurvivesACrash(const Subject& subject) {
  constexpr size_t kClients = 8;
  const auto killed = TracedServer::Start(subject);
  if (!Judgeable(killed.status())) return;
  (*killed)->process().process().Signal(SIGKILL);
  if (!Judgeable((*killed)->process().Finish().status())) return;

  std::vector<Asker> askers;
  for (size_t i = 0; i < kClients; ++i) {
    auto socket = (*killed)->Connect();
    if (!Judgeable(socket.status())) return;
    askers.emplace_back(*std::move(socket)).SendHalf();
  }
  const auto next = TracedServer::Start(
      subject,
      {.path = (*killed)->path(), .activation = (*killed)->activation()});
  if (!Judgeable(next.status())) return;
  size_t served = 0;
  for (Asker& asker : askers) {
    if (!asker.IsAuthorized()) break;
    ++served;
  }
  EXPECT_EQ(served, kClients)
      << "clients who came while no server ran, before the first that the next "
         "one did not answer";
  Figure("clients served of 8, who came while no server ran", served);
}

}  // namespace

Clause ServesWhoWaitedThroughACrash() {
  return {"ServesWhoWaitedThroughACrash",
          "Who connects after a SIGKILL is not refused, and is served by the "
          "next server on the same socket.",
          "The queue belongs to the socket, which the manager holds: accept "
          "whoever is in it, all of them.",
          {"Replies"},
          SurvivesACrash};
}

Clause LeavesTheQueueToTheNext() {
  return {"LeavesTheQueueToTheNext",
          "At SIGTERM the server says STOPPING=1, tries no accept any more, "
          "and finishes what is in flight; who is in the queue is served by "
          "its successor.",
          "Close your descriptor of the listening socket first; then go on "
          "until the connections that you have are answered.",
          {"TellsTheManagerHowFarItIs", "LeavesTheSocketToTheManager",
           "ServesWhoWaitedThroughACrash"},
          LeavesTheQueue};
}

}  // namespace lab
