#include "labs/05_systemd_activation/identity_clauses.h"

#include <unistd.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/testing/contract/handling.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/05_systemd_activation/asker.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::uds_testing::AnyCallOf;
using ::uds_testing::Clause;
using ::uds_testing::ExitStatus;
using ::uds_testing::Figure;
using ::uds_testing::Handling;
using ::uds_testing::Injection;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::Trace;
using ::uds_testing::TracedServer;
using ::uds_testing::Ucred;

void AsksFirst(const Subject& subject) {
  constexpr size_t kVisits = 5;
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  for (size_t i = 0; i < kVisits; ++i) {
    auto socket = (*server)->Connect();
    if (!Judgeable(socket.status())) return;
    ASSERT_TRUE(Asker(*std::move(socket)).IsAuthorized())
        << "connection " << i + 1 << " of " << kVisits << " was not answered";
  }
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  const std::vector<Handling> handlings = HandlingsOf(run->trace);
  ASSERT_EQ(handlings.size(), kVisits) << "connections that were accepted";
  for (const Handling& handling : handlings) {
    ASSERT_TRUE(handling.asked) << "nobody asked who the client is, of the "
                                   "connection that was accepted here:\n"
                                << run->trace.Excerpt(handling.line);
    ASSERT_TRUE(handling.asked_first)
        << "it was read or written before its SO_PEERCRED was asked for:\n"
        << run->trace.Excerpt(handling.line);
  }
  Figure("in order, on 5 connections", "accept, SO_PEERCRED, recv");
}

// The one way in which the stranger is not there: where a server never asks who
// it is itself, this process is not one.
absl::Status WasToldThatItIs(int uid, const Trace& trace) {
  if (!CallsMatching(trace, AnyCallOf({"geteuid", "getuid"}).Returning(uid))
           .empty()) {
    return absl::OkStatus();
  }
  return absl::UnavailableError(
      "the server asks neither geteuid(2) nor getuid(2) who it is, so that it "
      "cannot be made another user's");
}

// A stranger without a second user: it is the server that is made another
// user's. To forge the client's credentials would write 12 bytes over the 4 of
// every getsockopt by which a server looks at the socket that it is passed.
void RefusesStrangers(const Subject& subject) {
  constexpr int kOtherUid = 4711;
  constexpr size_t kStrangers = 3;
  const auto server = TracedServer::Start(
      subject,
      {.injections = {Injection::Result("geteuid,getuid", kOtherUid)}});
  if (!Judgeable(server.status())) return;
  size_t refused = 0;
  for (size_t i = 0; i < kStrangers; ++i) {
    auto socket = (*server)->Connect();
    if (!Judgeable(socket.status())) return;
    if (!Asker(*std::move(socket)).IsRefused()) break;
    ++refused;
  }
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  if (!Judgeable(WasToldThatItIs(kOtherUid, run->trace))) return;
  const std::vector<Handling> handlings = HandlingsOf(run->trace);
  for (const Handling& handling : handlings) {
    ASSERT_TRUE(handling.asked && handling.closed && handling.transfers == 0)
        << "the client's UID is another than what geteuid says, and it was "
           "not closed at once, without a byte read or written:\n"
        << run->trace.Excerpt(handling.line);
  }
  ASSERT_EQ(refused, kStrangers)
      << "clients that found the connection closed, without a byte";
  Figure("closed of 3, without a byte read or written", refused);
}

void NamesTheManager(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  const auto client = RunClient(subject, (*server)->path(), {"--show_server"});
  if (!Judgeable(client.status())) return;
  EXPECT_EQ(client->exit_status, ExitStatus::Exited(0)) << client->errors;
  // This process has called listen(2), as a manager does.
  const Ucred self = {
      .pid = ::getpid(), .uid = ::geteuid(), .gid = ::getegid()};
  EXPECT_THAT(client->trace, SeesPeerCredentials(self))
      << "it is the manager that called listen, and that the kernel names";
  EXPECT_THAT(client->output,
              HasSubstr(absl::StrFormat("PID=%d UID=%d GID=%d\n", self.pid,
                                        self.uid, self.gid)))
      << "on the client's stdout";
  EXPECT_NE((*server)->process().process().pid(), self.pid);
  Figure("the client is told the pid of", "the manager, not of the server");
}

}  // namespace

Clause AsksTheKernelBeforeItReads() {
  return {"AsksTheKernelBeforeItReads",
          "The credentials of a client are asked of its connection, before a "
          "byte is read or written on it.",
          "getsockopt(2) with SO_PEERCRED right behind accept4(2): the socket "
          "of the manager says nothing of the client.",
          {"Replies"},
          AsksFirst};
}

Clause RefusesAStranger() {
  return {"RefusesAStranger",
          "Whose UID is not the server's is closed, without a byte read or "
          "written.",
          "Compare what SO_PEERCRED says with geteuid(2): that the manager "
          "has passed the socket lets nobody in.",
          {"AsksTheKernelBeforeItReads"},
          RefusesStrangers};
}

Clause TheClientIsToldOfTheManager() {
  return {"TheClientIsToldOfTheManager",
          "With --show_server the client prints whom the kernel names as the "
          "server, as \"PID=1 UID=0 GID=0\": the process that called listen, "
          "which is the manager.",
          "getsockopt(2) with SO_PEERCRED works on the client's side too.",
          {"Replies"},
          NamesTheManager};
}

}  // namespace lab
