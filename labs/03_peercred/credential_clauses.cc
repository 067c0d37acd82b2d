#include "labs/03_peercred/credential_clauses.h"

#include <sys/types.h>
#include <unistd.h>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/strace/traced_process.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/03_peercred/evidence.h"
#include "labs/03_peercred/visit.h"

namespace lab {
namespace {

using ::uds::UniqueFd;
using ::uds_testing::Clause;
using ::uds_testing::ExitStatus;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::SeesPeerCredentials;
using ::uds_testing::Subject;
using ::uds_testing::TracedProcess;
using ::uds_testing::TracedServer;
using ::uds_testing::Ucred;

void AsksFirst(const Subject& subject) {
  constexpr size_t kClients = 3;
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  for (size_t i = 0; i < kClients; ++i) {
    absl::StatusOr<UniqueFd> socket = (*server)->Connect();
    if (!Judgeable(socket.status())) return;
    Listen(*std::move(socket));
  }
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  const std::vector<FirstByte> first_bytes = FirstBytes(run->trace);
  EXPECT_EQ(first_bytes.size(), kClients)
      << "connections on which the server said something, one after the other";
  for (const FirstByte& first : first_bytes) {
    ASSERT_TRUE(first.asked_before)
        << "on the marked line the server sends or reads, and has not asked "
           "for SO_PEERCRED of this connection since it was accepted:\n"
        << run->trace.Excerpt(first.line);
  }
  Figure("in order", "accept, getsockopt SO_PEERCRED, send");
}

// The command of a shell that says its pid and then becomes the client.
std::vector<std::string> ShellThatExecs(const Subject& subject,
                                        const std::string& path) {
  std::vector<std::string> command = {
      "/bin/sh", "-c", "echo \"Client PID: $$\"; exec \"$@\"", "sh"};
  command.insert(command.end(), subject.client.begin(), subject.client.end());
  command.push_back("--socket=" + path);
  return command;
}

// Much more than "at once" takes under load: the client has ended by then.
constexpr absl::Duration kPatienceForALine = absl::Seconds(5);

// Lets such a shell be greeted, and returns who it was if the log tells of it
// at once; else nobody, and the clause has failed.
std::optional<Ucred> BeLogged(const Subject& subject, TracedServer& server) {
  const auto client =
      TracedProcess::Start(ShellThatExecs(subject, server.path()));
  if (!Judgeable(client.status())) return std::nullopt;
  const Ucred known = Ours((*client)->process().pid());
  const auto run = (*client)->Finish();
  if (!Judgeable(run.status())) return std::nullopt;
  EXPECT_EQ(run->exit_status, ExitStatus::Exited(0)) << run->errors;
  EXPECT_EQ(Behind("Client PID: ", run->output), std::to_string(known.pid));
  const absl::Status logged = server.process().process().WaitForOutput(
      absl::StrFormat("PID=%d ", known.pid), kPatienceForALine);
  if (!logged.ok()) {
    ADD_FAILURE() << absl::StrFormat(
        "a client with PID=%d has come and gone, and 5 s later the log does "
        "not tell of it; it has:\n%s",
        known.pid, server.process().process().output());
    return std::nullopt;
  }
  return known;
}

void AgreeThreeWays(const Subject& subject) {
  constexpr size_t kClients = 5;
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  std::vector<Ucred> clients;
  for (size_t i = 0; i < kClients; ++i) {
    const std::optional<Ucred> client = BeLogged(subject, **server);
    if (!client.has_value()) return;
    clients.push_back(*client);
  }
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  const std::vector<std::string> lines = ClientLines(run->output);
  ASSERT_EQ(lines.size(), kClients) << "lines with \"Client connected\" about "
                                    << kClients << " clients; the log is:\n"
                                    << run->output;
  for (size_t i = 0; i < kClients; ++i) {
    EXPECT_THAT(run->trace, SeesPeerCredentials(clients[i]));
    EXPECT_THAT(lines[i], Names(clients[i]));
  }
  Figure("clients of 5 named alike by test, kernel and log", kClients);
}

void TellsWhomItSaw(const Subject& subject) {
  const auto visit = VisitServer(subject);
  if (!Judgeable(visit.status())) return;
  EXPECT_THAT(visit->heard.said, Greets(Self()));
  const std::string told = Behind("You are ", visit->heard.said);
  EXPECT_EQ(told, Behind("Client connected: ", visit->server.output))
      << "what stands behind \"You are \" in the greeting is not what stands "
         "behind \"Client connected: \" in the log";
  Figure("told and logged", "the same");
}

}  // namespace

Clause AsksBeforeItSpeaks() {
  return {"AsksBeforeItSpeaks",
          "The credentials are asked of each accepted connection, before "
          "anything is sent on it or read from it.",
          "getsockopt(2) right behind accept(2), on the descriptor that it "
          "returned: the listening socket has credentials too, the server's "
          "own.",
          {"Replies"},
          AsksFirst};
}

Clause CredentialsAgreeThreeWays() {
  return {
      "CredentialsAgreeThreeWays",
      "For each client, a shell that becomes one by exec, the server logs "
      "at once \"Client connected: PID=... UID=... GID=...\", as the kernel "
      "answered and as is true.",
      "getsockopt(2) with SO_PEERCRED fills a struct ucred: print its "
      "three numbers, and flush stdout.",
      {"AsksBeforeItSpeaks"},
      AgreeThreeWays};
}

Clause TellsTheClientWhomItSaw() {
  return {"TellsTheClientWhomItSaw",
          "Behind \"Welcome, verified client!\" the client reads a second "
          "line, \"You are \" and what the log says of it.",
          "Write the numbers once, and use the text twice.",
          {"CredentialsAgreeThreeWays"},
          TellsWhomItSaw};
}

}  // namespace lab
