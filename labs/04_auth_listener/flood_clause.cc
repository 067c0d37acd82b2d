#include "labs/04_auth_listener/flood_clause.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/os/unique_fd.h"
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
// As much as a machine under load may differ from itself.
constexpr int kSlack = 5;
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

// What a failure says: the numbers, and what they mean.
std::string Tell(const Round& without, const Round& with) {
  return absl::StrFormat(
      "%d visits in turn took %d ms before anybody was refused. Behind %d "
      "connects that are to be refused %d of %d were served within %d ms%s%s. "
      "Who is refused must not cost the next one any waiting: close, and "
      "accept at once.",
      without.served, without.taken.count(), kRefused, with.served, kVisits,
      with.taken.count(), with.trouble.empty() ? "" : "; the next was ",
      with.trouble);
}

struct Flood {
  Round without;  // anybody refused
  Round with = {};
  int refused = 0;
};

// Goes no further than to the first thing that is not as it should be.
absl::StatusOr<Flood> FloodServer(const TracedServer& server) {
  Flood flood = {.without = VisitInTurn(server, kPatience)};
  if (flood.without.served < kVisits) return flood;
  auto sockets = ConnectThoseToRefuse(server);
  if (!sockets.ok()) return sockets.status();
  flood.with = VisitInTurn(server, kSlack * flood.without.taken);
  if (flood.with.served < kVisits) return flood;
  flood.refused = CountRefused(*std::move(sockets));
  return flood;
}

void ExpectNobodyHeldUp(const Subject& subject) {
  constexpr int kFirst = kVisits + 1;
  constexpr int kLast = kVisits + kRefused;
  const auto server = TracedServer::Start(
      subject, {.injections = {
                    Injection::PeerCredentials(kStranger).On(kFirst, kLast)}});
  if (!Judgeable(server.status())) return;
  const auto flood = FloodServer(**server);
  if (!Judgeable(flood.status())) return;
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  const auto stranger = AnsweredAs(kStranger);
  if (!Judgeable(ForgedOnly(run->trace, stranger, kFirst, kLast))) return;
  ASSERT_EQ(flood->without.served, kVisits)
      << "though nobody was to be refused yet; the next was "
      << flood->without.trouble;
  ASSERT_EQ(flood->with.served, kVisits) << Tell(flood->without, flood->with);
  EXPECT_EQ(flood->refused, kRefused)
      << "the kernel named a stranger for each of them, and the connection "
         "after these was not closed without a byte";
  Figure(absl::StrFormat("allowed served while %d were refused", kRefused),
         flood->with.served);
}

}  // namespace

Clause RefusalsHoldNobodyUp() {
  return {
      "RefusalsHoldNobodyUp",
      "Behind 300 refused connects allowed clients are served at the speed at "
      "which they are without them.",
      "Return to accept4(2) at once: an error for a refused peer makes Go's "
      "server sleep, longer each time.",
      {"RefusesWithoutAWord"},
      ExpectNobodyHeldUp};
}

}  // namespace lab
