#include "labs/05_systemd_activation/manager_clauses.h"

#include <sys/stat.h>

#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/testing/contract/activation.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/05_systemd_activation/asker.h"

namespace lab {
namespace {

using ::uds_testing::AnyCallOf;
using ::uds_testing::CallPattern;
using ::uds_testing::Clause;
using ::uds_testing::ExitStatus;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::MakesCallsInOrder;
using ::uds_testing::NeverMakes;
using ::uds_testing::Subject;
using ::uds_testing::TracedProcess;
using ::uds_testing::TracedServer;

CallPattern Accepts() { return AnyCallOf({"accept", "accept4"}).Succeeding(); }

// The server's word to the manager, or that it has ended without it.
absl::Status WaitFor(TracedServer& server, const std::string& line) {
  return server.activation()->WaitFor(line, TracedProcess::kPatience,
                                      server.process().process().end_fd());
}

void Tells(const Subject& subject) {
  const auto server = TracedServer::Start(subject);  // which waits for READY=1
  if (!Judgeable(server.status())) return;
  auto socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  EXPECT_TRUE(Asker(*std::move(socket)).IsAuthorized());
  (*server)->process().process().Signal(SIGTERM);
  if (!Judgeable(WaitFor(**server, "STOPPING=1"))) return;
  const auto run = (*server)->process().Finish();
  if (!Judgeable(run.status())) return;
  const CallPattern tells = AnyCallOf({"sendto", "sendmsg", "write"});
  EXPECT_THAT(run->trace, MakesCallsInOrder({tells.With("READY=1"), Accepts(),
                                             tells.With("STOPPING=1")}));
  const auto accepted = CallsMatching(run->trace, Accepts());
  ASSERT_FALSE(accepted.empty());
  EXPECT_THAT(run->trace.Slice(0, accepted[0].first_line),
              NeverMakes(tells.With("STOPPING=1")));
  Figure("told", "READY=1, then at SIGTERM STOPPING=1");
}

void LeavesTheSocket(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  struct stat before = {};
  ASSERT_EQ(::lstat((*server)->path().c_str(), &before), 0);
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  EXPECT_EQ(run->exit_status, ExitStatus::Exited(0)) << run->errors;
  struct stat after = {};
  EXPECT_EQ(::lstat((*server)->path().c_str(), &after), 0)
      << "the socket's file is gone";
  EXPECT_EQ(after.st_ino, before.st_ino);
  EXPECT_TRUE((*server)->Connect().ok());
  Figure("after SIGTERM, at the path", "the same socket, which listens");
}

// Half a request keeps the server from its end while somebody else comes.
void LeavesTheQueue(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  auto socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  Asker early(*std::move(socket));
  early.SendHalf();
  if (!Judgeable((*server)->process().WaitFor(Accepts()).status())) return;
  (*server)->process().process().Signal(SIGTERM);
  if (!Judgeable(WaitFor(**server, "STOPPING=1"))) return;

  socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  Asker late(*std::move(socket));
  late.SendHalf();
  EXPECT_TRUE(early.IsAuthorized()) << "what was in flight was dropped";
  const auto run = (*server)->process().Finish();
  if (!Judgeable(run.status())) return;
  EXPECT_EQ(run->exit_status, ExitStatus::Exited(0)) << run->errors;
  EXPECT_EQ(CallsMatching(run->trace, Accepts()).size(), 1u)
      << "it took from the queue what the next one would have served";

  const auto next = TracedServer::Start(
      subject,
      {.path = (*server)->path(), .activation = (*server)->activation()});
  if (!Judgeable(next.status())) return;
  EXPECT_TRUE(late.IsAuthorized());
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
  EXPECT_EQ(served, kClients);
  Figure("clients served of 8, who came while no server ran", served);
}

}  // namespace

Clause TellsTheManagerHowFarItIs() {
  return {"TellsTheManagerHowFarItIs",
          "It says READY=1 to $NOTIFY_SOCKET, and STOPPING=1 at SIGTERM.",
          "A datagram each, to the path or, behind \"@\", the abstract name.",
          {"Replies"},
          Tells};
}

Clause LeavesTheSocketToTheManager() {
  return {"LeavesTheSocketToTheManager",
          "After SIGTERM the server exits with status 0, and the socket's file "
          "is there as before: clients still connect.",
          "Do not unlink(2) what you did not bind.",
          {"Replies"},
          LeavesTheSocket};
}

Clause ServesWhoWaitedThroughACrash() {
  return {"ServesWhoWaitedThroughACrash",
          "Who connects after a SIGKILL is not refused, and is served by the "
          "next server on the same socket.",
          "The queue belongs to the socket, which the manager holds: accept "
          "whoever is in it.",
          {"Replies"},
          SurvivesACrash};
}

Clause LeavesTheQueueToTheNext() {
  return {"LeavesTheQueueToTheNext",
          "At SIGTERM the server finishes what is in flight, accepts nobody "
          "any more, and leaves them to its successor.",
          "Close your descriptor of the listening socket first.",
          {"TellsTheManagerHowFarItIs"},
          LeavesTheQueue};
}

}  // namespace lab
