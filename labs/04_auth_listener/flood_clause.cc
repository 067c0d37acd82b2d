#include "labs/04_auth_listener/flood_clause.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/os/unique_fd.h"
#include "common/testing/contract/handling.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/injection.h"
#include "gtest/gtest.h"
#include "labs/04_auth_listener/evidence.h"
#include "labs/04_auth_listener/forged.h"
#include "labs/04_auth_listener/visit.h"

namespace lab {
namespace {

using ::std::chrono::milliseconds;
using ::uds::UniqueFd;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Injection;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;

using Clock = std::chrono::steady_clock;

constexpr int kVisits = 200;
constexpr int kRefused = 300;
// As much as a machine under load may differ from itself: so many times, and at
// least for so long.
constexpr int kSlack = 5;
constexpr milliseconds kLeastSlack(1'000);
// For all visits of the first round together.
constexpr milliseconds kPatience(15'000);
// For all that are to be refused together. Those who came after them have been
// served by then, so it is time to have closed these.
constexpr milliseconds kPatienceForRefusals(5'000);

milliseconds LeftUntil(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
  return std::max(left, milliseconds(0));
}

// Visits one after the other, up to the first that was not served.
struct Round {
  int served = 0;
  milliseconds taken{0};
  std::string trouble = {};  // of the one that was not
};

// kVisits of them, within `patience` for all together.
Round VisitInTurn(const TracedServer& server, milliseconds patience) {
  const Clock::time_point start = Clock::now();
  Round round;
  while (round.served < kVisits && round.trouble.empty()) {
    absl::StatusOr<UniqueFd> socket = server.Connect();
    if (!socket.ok()) {
      round.trouble = socket.status().ToString();
      break;
    }
    const Visit visit = Ask(*std::move(socket), LeftUntil(start + patience));
    if (visit.outcome == Visit::kServed) {
      ++round.served;
    } else {
      round.trouble =
          absl::StrFormat("%s: %s", NameOf(visit.outcome), visit.said);
    }
  }
  round.taken = std::chrono::ceil<milliseconds>(Clock::now() - start);
  return round;
}

absl::StatusOr<std::vector<UniqueFd>> ConnectThoseToRefuse(
    const TracedServer& server) {
  std::vector<UniqueFd> sockets;
  for (int i = 0; i < kRefused; ++i) {
    absl::StatusOr<UniqueFd> socket = server.Connect();
    if (!socket.ok()) return socket.status();
    sockets.push_back(*std::move(socket));
  }
  return sockets;
}

// How many of `sockets` were refused, up to the first that was not. Closes
// them.
int CountRefused(std::vector<UniqueFd> sockets) {
  const Clock::time_point deadline = Clock::now() + kPatienceForRefusals;
  int refused = 0;
  for (const UniqueFd& socket : sockets) {
    if (Wait(socket, LeftUntil(deadline)).outcome != Visit::kRefused) break;
    ++refused;
  }
  return refused;
}

struct Flood {
  Round without = {};  // anybody refused
  Round with = {};
  int refused = 0;
  std::string excerpt = {};  // of the trace, where the first one is refused
};

// What a failure says: the numbers, and what they mean.
std::string Tell(const Flood& flood) {
  return absl::StrFormat(
      "%d visits in turn took %d ms before anybody was refused. Behind %d "
      "connects that are to be refused %d of %d were served within %d ms%s%s. "
      "Who is refused must not cost the next one any waiting: close, and "
      "accept at once. The first that was refused:\n%s",
      flood.without.served, flood.without.taken.count(), kRefused,
      flood.with.served, kVisits, flood.with.taken.count(),
      flood.with.trouble.empty() ? "" : "; the next was ", flood.with.trouble,
      flood.excerpt);
}

// Goes no further than to the first thing that is not as it should be.
absl::StatusOr<Flood> FloodServer(const TracedServer& server) {
  Flood flood = {.without = VisitInTurn(server, kPatience)};
  if (flood.without.served < kVisits) return flood;
  auto sockets = ConnectThoseToRefuse(server);
  if (!sockets.ok()) return sockets.status();
  flood.with =
      VisitInTurn(server, std::max(kSlack * flood.without.taken, kLeastSlack));
  if (flood.with.served < kVisits) return flood;
  flood.refused = CountRefused(*std::move(sockets));
  return flood;
}

// The life of a server that is flooded.
absl::StatusOr<Flood> FloodOne(const Subject& subject) {
  constexpr int kFirst = kVisits + 1;
  constexpr int kLast = kVisits + kRefused;
  const auto server = TracedServer::Start(
      subject, {.injections = {
                    Injection::PeerCredentials(kStranger).On(kFirst, kLast)}});
  if (!server.ok()) return server.status();
  absl::StatusOr<Flood> flood = FloodServer(**server);
  if (!flood.ok()) return flood.status();
  // Who sleeps for each of those that it refuses would take long to stop.
  if (flood->refused < kRefused) (*server)->process().Kill();
  const auto run = (*server)->Stop();
  if (!run.ok()) return run.status();
  const absl::Status forged =
      ForgedOnly(run->trace, AnsweredAs(kStranger), kFirst, kLast);
  if (!forged.ok()) return forged;
  const auto handlings = HandlingsOf(run->trace);
  if (handlings.size() >= kFirst) {
    flood->excerpt = run->trace.Excerpt(handlings[kFirst - 1].line);
  }
  return flood;
}

void ExpectNobodyHeldUp(const Subject& subject) {
  // Between the two rounds that are compared the machine may come under load,
  // but not each time.
  constexpr int kAttempts = 3;
  absl::StatusOr<Flood> flood;
  for (int i = 0; i < kAttempts; ++i) {
    flood = FloodOne(subject);
    if (!Judgeable(flood.status())) return;
    if (flood->refused == kRefused) break;
  }
  ASSERT_EQ(flood->without.served, kVisits)
      << "though nobody was to be refused yet; the next was "
      << flood->without.trouble;
  ASSERT_EQ(flood->with.served, kVisits) << Tell(*flood);
  ASSERT_EQ(flood->refused, kRefused)
      << "the kernel named a stranger for each of them, and the connection "
         "after these was not closed without a byte";
  Figure(absl::StrFormat("allowed served while %d were refused", kRefused),
         flood->with.served);
}

}  // namespace

Clause RefusalsHoldNobodyUp() {
  return {
      "RefusalsHoldNobodyUp",
      "Behind 300 refused connects allowed clients are served about as fast as "
      "without them.",
      "Return to accept4(2) at once: an error for a refused peer makes Go's "
      "server sleep, longer each time.",
      {"RefusesWithoutAWord"},
      ExpectNobodyHeldUp};
}

}  // namespace lab
