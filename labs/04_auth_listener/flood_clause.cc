#include "labs/04_auth_listener/flood_clause.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/injection.h"
#include "gtest/gtest.h"
#include "labs/04_auth_listener/evidence.h"
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

// How long `visits` take, one after the other, all of which must be served. It
// gives up after about `patience`.
milliseconds TimeOf(int visits, const TracedServer& server,
                    milliseconds patience) {
  const Clock::time_point start = Clock::now();
  milliseconds taken(0);
  for (int i = 0; i < visits && taken < patience; ++i) {
    absl::StatusOr<UniqueFd> socket = server.Connect();
    if (!Judgeable(socket.status())) break;
    const Visit visit = Ask(*std::move(socket), patience);
    EXPECT_EQ(visit.outcome, Visit::kServed) << visit;
    if (visit.outcome != Visit::kServed) break;
    taken = std::chrono::ceil<milliseconds>(Clock::now() - start);
  }
  return taken;
}

}  // namespace

Clause RefusalsHoldNobodyUp() {
  return {
      "RefusalsHoldNobodyUp",
      "Behind 300 refused connects allowed clients are served at the speed at "
      "which they are without them.",
      "Return to accept4(2) at once: an error for a refused peer makes Go's "
      "server sleep, longer each time.",
      {"Replies"},
      [](const Subject& subject) {
        constexpr int kRefused = 300;
        constexpr int kVisits = 200;
        // As much as a machine under load may differ from itself.
        constexpr int kSlack = 5;
        const auto server = TracedServer::Start(
            subject, {.injections = {Injection::PeerCredentials(kStranger).On(
                          kVisits + 1, kVisits + kRefused)}});
        if (!Judgeable(server.status())) return;
        const milliseconds without =
            TimeOf(kVisits, **server, std::chrono::minutes(1));
        if (testing::Test::HasFailure()) return;
        std::vector<UniqueFd> refused;
        for (int i = 0; i < kRefused; ++i) {
          absl::StatusOr<UniqueFd> socket = (*server)->Connect();
          if (!Judgeable(socket.status())) return;
          refused.push_back(*std::move(socket));
        }
        const milliseconds with = TimeOf(kVisits, **server, kSlack * without);
        EXPECT_LE(with, kSlack * without) << "in milliseconds";
        EXPECT_TRUE(std::all_of(
            refused.begin(), refused.end(), [](const UniqueFd& socket) {
              return Wait(socket).outcome == Visit::kRefused;
            }));
        Figure("200 visits behind 300 refused", "as fast as without them");
      }};
}

}  // namespace lab
