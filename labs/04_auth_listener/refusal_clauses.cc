#include "labs/04_auth_listener/refusal_clauses.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/os/unique_fd.h"
#include "common/testing/contract/handling.h"
#include "common/testing/contract/subject.h"
#include "common/testing/for_people.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/traced_process.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/04_auth_listener/evidence.h"
#include "labs/04_auth_listener/forged.h"
#include "labs/04_auth_listener/visit.h"

namespace lab {
namespace {

using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Handling;
using ::uds_testing::Injection;
using ::uds_testing::Judgeable;
using ::uds_testing::PrintedForPeople;
using ::uds_testing::Subject;
using ::uds_testing::TracedRun;
using ::uds_testing::TracedServer;

constexpr size_t kVisitors = 4;
// For a server that does nothing at all with one of them.
constexpr std::chrono::milliseconds kPatience(5'000);

struct Refusals {
  std::vector<Visit> visits;  // up to the first that was not refused
  TracedRun run;
};

// One that asks, or one that waits for what the server does.
Visit VisitOrWait(const TracedServer& server, bool asks) {
  absl::StatusOr<uds::UniqueFd> socket = server.Connect();
  if (!socket.ok()) return {Visit::kUnclear, socket.status().ToString()};
  return asks ? Ask(*std::move(socket), kPatience) : Wait(*socket, kPatience);
}

// The life of a server that takes its visitors for the stranger.
absl::StatusOr<Refusals> RefuseFour(const Subject& subject) {
  const auto server = TracedServer::Start(
      subject, {.injections = {Injection::PeerCredentials(kStranger)}});
  if (!server.ok()) return server.status();
  Refusals refusals;
  while (refusals.visits.size() < kVisitors) {
    const bool asks = refusals.visits.size() % 2 == 0;
    refusals.visits.push_back(VisitOrWait(**server, asks));
    if (refusals.visits.back().outcome != Visit::kRefused) break;
  }
  absl::StatusOr<TracedRun> run = (*server)->Stop();
  if (!run.ok()) return run.status();
  refusals.run = *std::move(run);
  return refusals;
}

// As of "SO_PEERCRED, close", without a call that moves bytes.
std::string OrderOf(const Handling& handling) {
  std::string order = handling.asked ? "SO_PEERCRED, " : "no SO_PEERCRED, ";
  if (handling.transfers > 0) order += "read or write, ";
  return order + (handling.closed ? "close" : "no close");
}

// What a failure says of the `index`th visitor.
std::string Tell(const Refusals& refusals, const Handling& handling,
                 size_t index) {
  const std::string& said = refusals.visits[index].said;
  return absl::StrFormat(
      "visitor %u is UID %u, says the kernel, whom nobody named. On this "
      "connection the server did: %s.%s%s\n%s",
      index + 1, kStranger.uid, OrderOf(handling),
      said.empty() ? "" : "\nThe visitor got: ", said,
      refusals.run.trace.Excerpt(handling.line));
}

void ExpectNotAWord(const Subject& subject) {
  const auto refusals = RefuseFour(subject);
  if (!Judgeable(refusals.status())) return;
  const auto handlings = HandlingsOf(refusals->run.trace);
  for (size_t i = 0; i < refusals->visits.size(); ++i) {
    const std::string seen = i < handlings.size() ? "accepted" : "not accepted";
    ASSERT_EQ(seen, "accepted")
        << "of visitor " << i + 1 << ", behind one that was refused; in the "
        << "end: " << refusals->run.exit_status;
    ASSERT_EQ(refusals->visits[i].outcome, Visit::kRefused)
        << Tell(*refusals, handlings[i], i);
    ASSERT_EQ(OrderOf(handlings[i]), "SO_PEERCRED, close")
        << Tell(*refusals, handlings[i], i);
  }
  Figure(absl::StrFormat("calls of recv and send on %u connections", kVisitors),
         size_t{0});
}

void ExpectLinesOfTheRefused(const Subject& subject) {
  const auto refusals = RefuseFour(subject);
  if (!Judgeable(refusals.status())) return;
  const TracedRun& run = refusals->run;
  const std::string allowed =
      absl::StrFormat("only UID %u allowed", ::geteuid());
  const auto right = TellsOfRejected(kStranger, allowed);
  const std::vector<std::string> lines = LogLines(run, "Rejected");
  const size_t told = std::count_if(
      lines.begin(), lines.end(),
      [&right](const std::string& line) { return right.Matches(line); });
  const std::string seen = absl::StrFormat("%u such lines, and %u others", told,
                                           lines.size() - told);
  ASSERT_EQ(seen, "4 such lines, and 0 others") << absl::StrFormat(
      "of each of the %u the log is to say \"Rejected connection: UID "
      "%u (%s) PID=%d GID=%u\"; %s\n%s",
      kVisitors, kStranger.uid, allowed, kStranger.pid, kStranger.gid,
      PrintedForPeople(run.output, run.errors), ExcerptOfFirst(run.trace));
  ASSERT_EQ(LogLines(run, "Accepted").size(), 0u)
      << "they were refused, and yet "
      << PrintedForPeople(run.output, run.errors);
  Figure("lines on 4 that were refused", kVisitors);
}

void ExpectTheUnknownRefused(const Subject& subject) {
  const auto server = TracedServer::Start(
      subject,
      {.injections = {Injection::Error("getsockopt", "ENOPROTOOPT").On(1)}});
  if (!Judgeable(server.status())) return;
  const Visit first = VisitServer(**server);
  const Visit next = VisitServer(**server);
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  const auto failed =
      uds_testing::Call("getsockopt").FailingWith("ENOPROTOOPT");
  if (!Judgeable(ForgedOnly(run->trace, failed, 1, 1))) return;
  const auto handlings = HandlingsOf(run->trace);
  ASSERT_EQ(first.outcome, Visit::kRefused)
      << "for the first visitor SO_PEERCRED failed, so nobody knows who it "
      << "is; he got: " << first.said << "\n"
      << ExcerptOfFirst(run->trace);
  const std::string seen = handlings.size() > 1 ? "accepted" : "not accepted";
  ASSERT_EQ(seen, "accepted")
      << "of the second visitor, behind one for whom SO_PEERCRED failed; in "
      << "the end: " << run->exit_status;
  ASSERT_EQ(next.outcome, Visit::kServed)
      << "for the second visitor SO_PEERCRED was answered; " << next.said
      << "\n"
      << run->trace.Excerpt(handlings[1].line);
  ASSERT_THAT(LogLines(*run, "Rejected"),
              testing::ElementsAre(testing::ContainsRegex(
                  "[Pp]rotocol not available|ENOPROTOOPT")))
      << "the log is to say \"Rejected connection\" of the first visitor, and "
      << "the error, \"Protocol not available\";  "
      << PrintedForPeople(run->output, run->errors);
  Figure("the unknown, the next", "refused, served");
}

}  // namespace

Clause RefusesWithoutAWord() {
  return {"RefusesWithoutAWord",
          "Who is not allowed is closed without a byte read or written, and "
          "sees the end of the stream or ECONNRESET.",
          "close(2) in Accept, and go on with the next: no reply, no 403.",
          {"AsksTheKernelBeforeItReads"},
          ExpectNotAWord};
}

Clause LogsWhoWasRefused() {
  return {
      "LogsWhoWasRefused",
      "The log has one line for each peer that was refused: \"Rejected "
      "connection: UID 4711 (only UID 1000 allowed) PID=5713 GID=4712\".",
      "Log it in Accept, before you close: a refusal that nobody can see is a "
      "riddle to whoever has to help.",
      {"RefusesWithoutAWord"},
      ExpectLinesOfTheRefused};
}

Clause RefusesWhomItCannotAskAbout() {
  return {
      "RefusesWhomItCannotAskAbout",
      "Where SO_PEERCRED fails, that peer is refused, with a line \"Rejected "
      "connection\" and the error in the log; the next one is served.",
      "No answer is no permission, and no reason to end. Look at what "
      "getsockopt(2) returns, and log strerror(3) of errno.",
      {"RefusesWithoutAWord"},
      ExpectTheUnknownRefused};
}

}  // namespace lab
