#include "labs/03_peercred/peer_clauses.h"

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/03_peercred/evidence.h"
#include "labs/03_peercred/visit.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::uds::UniqueFd;
using ::uds_testing::Call;
using ::uds_testing::CallPattern;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Injection;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;
using ::uds_testing::Ucred;

// What the kernel answers for a socket that never had a peer. unix(7)
constexpr Ucred kNobody = {
    .pid = 0, .uid = static_cast<uid_t>(-1), .gid = static_cast<gid_t>(-1)};

void NamesForeigners(const Subject& subject) {
  const Ucred foreigner = {.pid = 4711, .uid = 4712, .gid = 4713};
  const auto before = VisitServer(subject);
  if (!Judgeable(before.status())) return;
  const auto forgery = Forge(before->server.trace, foreigner);
  ASSERT_TRUE(forgery.has_value()) << "the server never asks for SO_PEERCRED";
  const auto visit = VisitServer(subject, "", {*forgery});
  if (!Judgeable(visit.status())) return;
  if (!Judgeable(WasForged(visit->server.trace, foreigner))) return;
  EXPECT_THAT(OnlyClientLine(visit->server.output), Names(foreigner))
      << "the log about a client that the kernel calls so";
  EXPECT_THAT(visit->heard.said, Greets(foreigner))
      << "the greeting of a client that the kernel calls so";
  Figure("a peer with UID 4712", "logged and told so");
}

// One visit while the kernel answers by `fault`, "which means that" it does not
// tell who the client is.
void ExpectNoWelcome(const Subject& subject, const Injection& fault,
                     const CallPattern& answered, std::string_view meaning) {
  const auto visit = VisitServer(subject, "", {fault});
  if (!Judgeable(visit.status())) return;
  if (CallsMatching(visit->server.trace, answered).empty()) {
    Judgeable(absl::UnavailableError(
        "SO_PEERCRED was asked by another thread than the first time, so that "
        "its answer could not be changed; try again"));
    return;
  }
  EXPECT_THAT(visit->heard.said, IsEmpty())
      << "what the server says, " << meaning;
  EXPECT_THAT(ClientLines(visit->server.output), IsEmpty())
      << "clients in the log, " << meaning;
}

void GreetsNobodyUnnamed(const Subject& subject) {
  const auto before = VisitServer(subject);
  if (!Judgeable(before.status())) return;
  const auto error = WhereItAsks(before->server.trace, "SO_PEERCRED",
                                 Injection::Error("getsockopt", "EPERM"));
  ASSERT_TRUE(error.has_value()) << "the server never asks for SO_PEERCRED";
  const CallPattern question = Call("getsockopt").With("SO_PEERCRED");
  ExpectNoWelcome(subject, *error, question.FailingWith("EPERM"),
                  "although getsockopt(2) has failed");
  if (testing::Test::HasFailure()) return;

  const auto nobody = Forge(before->server.trace, kNobody);
  ExpectNoWelcome(subject, nobody.value(), question.With("uid=-1"),
                  "although the kernel has answered with UID -1, which is "
                  "nobody");
  Figure("greeted without an answer of the kernel, or on UID -1", "nobody");
}

void IgnoresClaims(const Subject& subject) {
  const auto visit =
      VisitServer(subject, "PID=1 UID=0 GID=0 GROUPS=0\n", {SlowAccepts()});
  if (!Judgeable(visit.status())) return;
  EXPECT_THAT(visit->heard.said, Greets(Self()))
      << "the greeting of a client that has sent \"PID=1 UID=0 GID=0\"";
  EXPECT_THAT(OnlyClientLine(visit->server.output), Names(Self()))
      << "the log about a client that has sent \"PID=1 UID=0 GID=0\"";
  Figure("a client that writes \"PID=1 UID=0\"", "told who it is");
}

void LogsNoWord(const Subject& subject) {
  const std::string forged =
      "\nClient connected: PID=1 UID=0 GID=0 GROUPS=forged\n";
  const auto server =
      TracedServer::Start(subject, {.injections = {SlowAccepts()}});
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
  EXPECT_THAT(run->output, Not(HasSubstr("forged")))
      << "the log, where a client has sent a line with that word, and has "
         "bound a name that ends in it";
  EXPECT_THAT(OnlyClientLine(run->output), Names(Self()));
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

Clause GreetsOnlyWhomTheKernelNames() {
  return {"GreetsOnlyWhomTheKernelNames",
          "Where the kernel does not say who a client is (getsockopt fails, or "
          "answers UID -1), nothing is sent to it, and no \"Client connected\" "
          "is logged.",
          "Look at what getsockopt(2) returned before you look at the ucred: "
          "one that is all zeros is root.",
          {"TellsTheClientWhomItSaw"},
          GreetsNobodyUnnamed};
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
