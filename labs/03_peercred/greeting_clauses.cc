#include "labs/03_peercred/greeting_clauses.h"

#include <csignal>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/03_peercred/evidence.h"
#include "labs/03_peercred/visit.h"

namespace lab {
namespace {

using ::testing::Each;
using ::uds::UniqueFd;
using ::uds_testing::AnyCallOf;
using ::uds_testing::Call;
using ::uds_testing::Clause;
using ::uds_testing::ExitStatus;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedProcess;
using ::uds_testing::TracedServer;

constexpr absl::Duration kPatience = TracedProcess::kPatience;
constexpr absl::Duration kPatienceForOne = absl::Seconds(10);

void TellsTwentyAtOnce(const Subject& subject) {
  constexpr size_t kClients = 20;
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  const absl::StatusOr<UniqueFd> stays = (*server)->Connect();
  if (!Judgeable(stays.status())) return;
  // All started before one is waited for.
  std::vector<std::unique_ptr<TracedProcess>> clients;
  for (size_t i = 0; i < kClients; ++i) {
    auto client = StartClient(subject, (*server)->path(), {});
    if (!Judgeable(client.status())) return;
    clients.push_back(*std::move(client));
  }
  size_t told = 0;
  for (const auto& client : clients) {
    ASSERT_TRUE(client->process().Wait(kPatienceForOne).ok())
        << "client " << told + 1
        << " of 20 has not ended within 10 s, while another client, which came "
           "before it, stays connected";
    const auto run = client->Finish();
    if (!Judgeable(run.status())) return;
    ASSERT_THAT(run->output, Greets(Ours(client->process().pid())));
    ++told;
  }
  Figure("clients of 20 told their own, beside one that stays", told);
}

void EndsWell(const Subject& subject) {
  constexpr size_t kClients = 10;
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  size_t ended_well = 0;
  for (size_t i = 0; i < kClients; ++i) {
    absl::StatusOr<UniqueFd> socket = (*server)->Connect();
    if (!Judgeable(socket.status())) return;
    EXPECT_TRUE(uds::Send(socket->get(), "\n").ok());
    const Heard heard = Listen(*std::move(socket));
    ASSERT_THAT(heard.said, Greets(Self()));
    // The first tells enough: without an end each would take its whole time.
    ASSERT_TRUE(heard.ended_well)
        << "a client that sends a line before it reads should get the end of "
           "the stream behind its greeting, and gets "
        << (heard.broke_off ? "ECONNRESET" : "nothing for 10 s");
    ++ended_well;
  }
  Figure("streams of 10 that ended well", ended_well);
}

void OutlivesTheGone(const Subject& subject) {
  constexpr size_t kGone = 10;
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  for (size_t i = 0; i < kGone; ++i) {
    if (!Judgeable((*server)->Connect().status())) return;
  }
  absl::StatusOr<UniqueFd> socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  // A server that is at its end is not to be told to end as well.
  ASSERT_THAT(Listen(*std::move(socket)).said, Greets(Self()))
      << "the greeting of a client that came after 10 who had gone again";
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  const std::vector<std::string> lines = ClientLines(run->output);
  EXPECT_EQ(lines.size(), kGone + 1)
      << "lines of the log, about 10 clients that had gone before they were "
         "accepted and one that stayed";
  EXPECT_THAT(lines, Each(Names(Self())));
  Figure("logged of 10 that were gone, before the next was greeted", kGone);
}

// The command of a server whose log is read up to its first line. That is
// printed when nobody reads the log any more.
std::vector<std::string> ReadOnce(const Subject& subject,
                                  const std::string& path) {
  std::vector<std::string> command = {
      "/bin/sh", "-c",
      "\"$@\" | { IFS= read -r line; exec <&-; echo \"$line\"; }", "sh"};
  command.insert(command.end(), subject.server.begin(), subject.server.end());
  command.push_back("--socket=" + path);
  return command;
}

void OutlivesItsReader(const Subject& subject) {
  const uds_testing::TempDirectory directory;
  const std::string path = directory.Path("server.sock");
  const auto shell = TracedProcess::Start(ReadOnce(subject, path));
  if (!Judgeable(shell.status())) return;
  const auto listening = (*shell)->WaitFor(Call("listen").Returning(0));
  if (!Judgeable(listening.status())) return;
  // It is the shell's child, and would outlive it.
  absl::Cleanup end = [&] { ::kill(listening->thread, SIGKILL); };
  if (!Judgeable((*shell)->process().WaitForOutput("\n", kPatience))) return;
  for (int i = 0; i < 2; ++i) {
    const auto client = RunClient(subject, path, {});
    if (!Judgeable(client.status())) return;
    EXPECT_EQ(client->exit_status, ExitStatus::Exited(0))
        << "of a client that comes when nobody reads the server's log any "
           "more; it says: "
        << client->errors;
  }
  ::kill(listening->thread, SIGTERM);
  const auto run = (*shell)->Finish();
  if (!Judgeable(run.status())) return;
  std::move(end).Cancel();
  const auto lost = CallsMatching(
      run->trace, AnyCallOf({"write", "writev"}).FailingWith("EPIPE"));
  EXPECT_FALSE(lost.empty()) << "nothing was logged at the time";
  Figure("clients greeted while nobody reads the log", 2);
}

}  // namespace

Clause TellsTwentyAtOnceTheirOwnPids() {
  return {"TellsTwentyAtOnceTheirOwnPids",
          "Twenty clients at once, beside one that stays connected, are "
          "each told their own pid.",
          "Keep the credentials with the connection, and wait for nobody.",
          {"TellsTheClientWhomItSaw"},
          TellsTwentyAtOnce};
}

Clause EndsWellForOneWhoSpeaksFirst() {
  return {"EndsWellForOneWhoSpeaksFirst",
          "A client that sends before it reads gets the greeting and then the "
          "end of the stream, not ECONNRESET.",
          "close(2) over unread bytes resets the connection: shutdown(2) for "
          "writing, read until the client is done, then close.",
          {"TellsTheClientWhomItSaw"},
          EndsWell};
}

Clause OutlivesAClientThatIsGone() {
  return {"OutlivesAClientThatIsGone",
          "A client that has closed before it is accepted is logged all the "
          "same, and ends only itself.",
          "The kernel noted the credentials at connect(2). send(2) with "
          "MSG_NOSIGNAL: EPIPE instead of SIGPIPE.",
          {"TellsTheClientWhomItSaw"},
          OutlivesTheGone};
}

Clause OutlivesTheReaderOfItsLog() {
  return {"OutlivesTheReaderOfItsLog",
          "Where nobody reads the log any more, clients are still greeted.",
          "Ignore SIGPIPE, and take an error of write(2) to stdout for what it "
          "is: a lost line.",
          {"TellsTheClientWhomItSaw"},
          OutlivesItsReader};
}

}  // namespace lab
