#include "labs/04_auth_listener/peer_clauses.h"

#include <unistd.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/os/unique_fd.h"
#include "common/testing/contract/handling.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/strace/traced_process.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/04_auth_listener/evidence.h"
#include "labs/04_auth_listener/forged.h"
#include "labs/04_auth_listener/visit.h"

namespace lab {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::uds::UniqueFd;
using ::uds_testing::Call;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Handling;
using ::uds_testing::Injection;
using ::uds_testing::Judgeable;
using ::uds_testing::SeesPeerCredentials;
using ::uds_testing::Subject;
using ::uds_testing::TracedRun;
using ::uds_testing::TracedServer;
using ::uds_testing::Ucred;

// The life of a server that takes its four visitors for the stranger: two that
// ask, and two that wait for what it does.
absl::StatusOr<TracedRun> RefuseFour(const Subject& subject) {
  const auto server = TracedServer::Start(
      subject, {.injections = {Injection::PeerCredentials(kStranger)}});
  if (!server.ok()) return server.status();
  for (int i = 0; i < 2; ++i) {
    const Visit asked = VisitServer(**server);
    EXPECT_EQ(asked.outcome, Visit::kRefused) << asked;
    const absl::StatusOr<UniqueFd> silent = (*server)->Connect();
    if (!silent.ok()) return silent.status();
    const Visit waited = Wait(*silent);
    EXPECT_EQ(waited.outcome, Visit::kRefused) << waited;
  }
  return (*server)->Stop();
}

}  // namespace

Clause AsksTheKernelBeforeItReads() {
  return {
      "AsksTheKernelBeforeItReads",
      "On each connection SO_PEERCRED is asked for after accept, and before a "
      "byte is read or written.",
      "getsockopt(2) in Accept, on the descriptor that accept4(2) returned: "
      "what a peer says does not matter before it is known who it is.",
      {"Replies"},
      [](const Subject& subject) {
        constexpr size_t kVisits = 5;
        const auto server = TracedServer::Start(subject);
        if (!Judgeable(server.status())) return;
        for (size_t i = 0; i < kVisits; ++i) {
          const Visit visit = VisitServer(**server);
          ASSERT_EQ(visit.outcome, Visit::kServed) << visit;
        }
        const auto run = (*server)->Stop();
        if (!Judgeable(run.status())) return;
        const std::vector<Handling> handlings = HandlingsOf(run->trace);
        ASSERT_EQ(handlings.size(), kVisits);
        for (const Handling& handling : handlings) {
          EXPECT_TRUE(handling.asked_first && handling.transfers > 0)
              << "on this connection SO_PEERCRED was "
              << (handling.asked ? "asked for only after a read or write"
                                 : "never asked for")
              << ":\n"
              << run->trace.Excerpt(handling.line);
        }
        Figure("in order, on 5 connections", "accept, SO_PEERCRED, recv");
      }};
}

Clause LogsWhoCameIn() {
  return {
      "LogsWhoCameIn",
      "The log has one line for each peer that was let in, with its UID, pid "
      "and GID, as test, trace and log agree.",
      "Print what getsockopt(2) wrote into the ucred.",
      {"Replies"},
      [](const Subject& subject) {
        const auto server = TracedServer::Start(subject);
        if (!Judgeable(server.status())) return;
        const auto client =
            uds_testing::StartClient(subject, (*server)->path(), {});
        if (!Judgeable(client.status())) return;
        const Ucred known = {.pid = (*client)->process().pid(),
                             .uid = ::geteuid(),
                             .gid = ::getegid()};
        if (!Judgeable((*client)->Finish().status())) return;
        const auto run = (*server)->Stop();
        if (!Judgeable(run.status())) return;
        EXPECT_THAT(run->trace, SeesPeerCredentials(known));
        EXPECT_THAT(LogLines(*run, "Accepted"),
                    ElementsAre(TellsOfAccepted(known)));
        EXPECT_THAT(LogLines(*run, "Rejected"), IsEmpty());
        Figure("test, trace and log", "the same UID, pid and GID");
      }};
}

Clause RefusesWithoutAWord() {
  return {"RefusesWithoutAWord",
          "Who is not allowed is closed without a byte read or written, and "
          "sees the end of the stream or ECONNRESET.",
          "close(2) in Accept, and go on with the next: no reply, no 403.",
          {"AsksTheKernelBeforeItReads"},
          [](const Subject& subject) {
            const auto run = RefuseFour(subject);
            if (!Judgeable(run.status())) return;
            const std::vector<Handling> handlings = HandlingsOf(run->trace);
            ASSERT_EQ(handlings.size(), 4u);
            size_t transfers = 0;
            for (const Handling& handling : handlings) {
              EXPECT_TRUE(handling.asked && handling.closed &&
                          handling.transfers == 0)
                  << "the kernel named a stranger, yet this connection was "
                  << (handling.closed ? "closed" : "not closed") << " after "
                  << handling.transfers << " reads and writes:\n"
                  << run->trace.Excerpt(handling.line);
              transfers += handling.transfers;
            }
            Figure("calls of recv and send on 4 connections", transfers);
          }};
}

Clause LogsWhoWasRefused() {
  return {"LogsWhoWasRefused",
          "The log has one line for each peer that was refused, with its UID, "
          "pid and GID, and with who is allowed.",
          "A refusal that nobody can see is a riddle to whoever has to help.",
          {"RefusesWithoutAWord"},
          [](const Subject& subject) {
            const auto run = RefuseFour(subject);
            if (!Judgeable(run.status())) return;
            const auto line = TellsOfRejected(
                kStranger, absl::StrFormat("only UID %u allowed", ::geteuid()));
            EXPECT_THAT(LogLines(*run, "Rejected"),
                        ElementsAre(line, line, line, line));
            EXPECT_THAT(LogLines(*run, "Accepted"), IsEmpty());
            Figure("lines on 4 that were refused", 4);
          }};
}

Clause RefusesWhomItCannotAskAbout() {
  return {"RefusesWhomItCannotAskAbout",
          "Where SO_PEERCRED fails, that peer is refused, and the next one is "
          "served.",
          "No answer is no permission, and no reason to end.",
          {"RefusesWithoutAWord"},
          [](const Subject& subject) {
            const auto server = TracedServer::Start(
                subject,
                {.injections = {
                     Injection::Error("getsockopt", "ENOPROTOOPT").On(1)}});
            if (!Judgeable(server.status())) return;
            const Visit first = VisitServer(**server);
            const Visit next = VisitServer(**server);
            const auto run = (*server)->Stop();
            if (!Judgeable(run.status())) return;
            const auto failed = Call("getsockopt").FailingWith("ENOPROTOOPT");
            if (!Judgeable(ForgedOnly(run->trace, failed, 1, 1))) return;
            EXPECT_EQ(first.outcome, Visit::kRefused)
                << first << "\nfor this one SO_PEERCRED failed, so nobody "
                << "knows who it is";
            EXPECT_EQ(next.outcome, Visit::kServed)
                << next << "\nfor this one SO_PEERCRED was answered again";
            EXPECT_THAT(LogLines(*run, "Rejected"),
                        ElementsAre(HasSubstr("Protocol not available")));
            Figure("the unknown, the next", "refused, served");
          }};
}

}  // namespace lab
