#include "labs/03_peercred/peer_clauses.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/testing/contract/subject.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/03_peercred/evidence.h"
#include "labs/03_peercred/visit.h"

namespace lab {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::uds::UniqueFd;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;
using ::uds_testing::Ucred;

void NamesForeigners(const Subject& subject) {
  const Ucred foreigner = {.pid = 4711, .uid = 4712, .gid = 4713};
  const auto before = VisitServer(subject);
  if (!Judgeable(before.status())) return;
  const auto forgery = Forge(before->server.trace, foreigner);
  ASSERT_TRUE(forgery.has_value()) << "it never asks for SO_PEERCRED";
  const auto visit = VisitServer(subject, "", {*forgery});
  if (!Judgeable(visit.status())) return;
  if (!Judgeable(WasForged(visit->server.trace, foreigner))) return;
  EXPECT_THAT(ClientLines(visit->server.output), ElementsAre(Names(foreigner)));
  EXPECT_THAT(visit->heard.said, Greets(foreigner));
  Figure("a peer with UID 4712", "logged and told so");
}

void IgnoresClaims(const Subject& subject) {
  const auto visit = VisitServer(subject, "PID=1 UID=0 GID=0 GROUPS=0\n");
  if (!Judgeable(visit.status())) return;
  EXPECT_THAT(visit->heard.said, Greets(Self()));
  EXPECT_THAT(ClientLines(visit->server.output), ElementsAre(Names(Self())));
  Figure("a client that writes \"PID=1 UID=0\"", "told who it is");
}

void LogsNoWord(const Subject& subject) {
  const std::string forged =
      "\nClient connected: PID=1 UID=0 GID=0 GROUPS=forged\n";
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  // A name of its own, which accept(2) tells the server, ends in those words
  // too; before them, what no other test has.
  absl::StatusOr<UniqueFd> socket =
      ConnectUnderName((*server)->path(), (*server)->path() + forged);
  if (!Judgeable(socket.status())) return;
  ASSERT_TRUE(uds::Send(socket->get(), forged).ok());
  Listen(*std::move(socket));
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  EXPECT_THAT(run->output, Not(HasSubstr("forged")));
  EXPECT_THAT(ClientLines(run->output), ElementsAre(Names(Self())));
  Figure("lines of the log about a client that forges one", 1);
}

}  // namespace

Clause NamesForeignUsers() {
  return {"NamesForeignUsers",
          "A peer of another user is logged and told as what the kernel "
          "calls it, whoever the server is.",
          "Take all three numbers from SO_PEERCRED, and none from getuid(2) "
          "and its kin.",
          {"TellsTheClientWhomItSaw"},
          NamesForeigners};
}

Clause ClaimsOfAClientChangeNothing() {
  return {"ClaimsOfAClientChangeNothing",
          "A client that writes \"PID=1 UID=0\" into the stream is told and "
          "logged as who it is.",
          "What a client says of itself proves nothing: do not read it.",
          {"TellsTheClientWhomItSaw"},
          IgnoresClaims};
}

Clause LogHoldsNoWordOfAClient() {
  return {"LogHoldsNoWordOfAClient",
          "Neither what a client sends nor the name that it has bound comes "
          "into the log, where a newline would forge a line.",
          "Log numbers; the address that accept(2) returns was chosen by "
          "the client.",
          {"TellsTheClientWhomItSaw"},
          LogsNoWord};
}

}  // namespace lab
