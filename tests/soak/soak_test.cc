#include "tests/soak/soak.h"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/faults/lab_server.h"
#include "tests/faults/memory_tells.h"
#include "tests/soak/lab_stations.h"
#include "tests/soak/ledger.h"
#include "tests/soak/station.h"

namespace soak {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A server that is wrong in one way at most; how that is found out.
StationPlan Wrong(const std::string& mistake) {
  faults::LabProgram program = faults::LabNamed("01_echo");
  program.command = {"tests/soak/mistakes"};
  StationPlan plan{.name = "server", .program = program};
  if (!mistake.empty()) plan.flags = {"--mistake=" + mistake};
  return plan;
}

TEST(SoakTest, TheLabsServersLoseNothing) {
  const absl::StatusOr<Ledger> ledger =
      Soak({.plans = LabStations(), .duration = absl::Seconds(10), .seed = 1});
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  EXPECT_THAT(ledger->findings, IsEmpty()) << ToText(*ledger);
  EXPECT_EQ(ledger->entries.size(), LabStations().size());
  for (const Entry& entry : ledger->entries) {
    EXPECT_GT(entry.account.visitors, 5u) << entry.name;
    EXPECT_GT(entry.account.nuisances, 5u) << entry.name;
    EXPECT_EQ(entry.account.tally.lost(), 0u) << entry.name;
    EXPECT_EQ(entry.descriptors_after, entry.descriptors_before) << entry.name;
    EXPECT_EQ(entry.end, "exit status 0") << entry.name;
  }
  EXPECT_THAT(ledger->entries, Contains(Field(&Entry::lives, Gt(1u))));
  EXPECT_THAT(ledger->entries, Contains(Field(&Entry::injected, Gt(20u))));
  EXPECT_THAT(ledger->entries, Contains(Field(&Entry::pauses, Gt(0u))));
}

struct Wrongness {
  std::string mistake;
  std::vector<std::string> found;
  bool waits = false;
};
std::ostream& operator<<(std::ostream& out, const Wrongness& wrongness) {
  return out << wrongness.mistake;
}

class WrongServerTest : public ::testing::TestWithParam<Wrongness> {};

TEST_P(WrongServerTest, IsFoundOut) {
  if (!faults::kMemoryTells && GetParam().mistake == "keeps_what_has_ended") {
    GTEST_SKIP() << "a sanitizer's allocator keeps what was freed";
  }
  StationPlan plan = Wrong(GetParam().mistake);
  plan.gap = absl::Milliseconds(4);
  const bool restarts = GetParam().mistake == "does_not_drain";
  plan.restarts = restarts;
  const absl::StatusOr<Ledger> ledger =
      Soak({.plans = {std::move(plan)},
            .duration = absl::Seconds(2),
            .seed = 2,  // of one that restarts, it does so more than once
            // Who waits for a reply in vain gives up soon; others need not.
            .patience = absl::Seconds(GetParam().waits ? 3 : 60)});
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  if (restarts) {
    EXPECT_GT(ledger->entries[0].lives, 2u);
  }
  if (GetParam().found.empty()) {
    EXPECT_THAT(ledger->findings, IsEmpty());
    EXPECT_THAT(Verdict(*ledger), HasSubstr("nothing lost: "));
    return;
  }
  for (const std::string& found : GetParam().found) {
    EXPECT_THAT(ledger->findings, Contains(HasSubstr(found)));
  }
  EXPECT_THAT(Verdict(*ledger), HasSubstr("not well: "));
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, WrongServerTest,
    ::testing::Values(
        Wrongness{"", {}}, Wrongness{"drops_a_reply", {"replies lost"}, true},
        Wrongness{"spoils_a_byte", {"differs from what was sent"}, true},
        Wrongness{"leaks_a_descriptor", {"descriptors, and had"}, true},
        Wrongness{"keeps_what_has_ended", {"its memory has grown"}},
        Wrongness{"spins", {"it is not calm"}},
        Wrongness{"dies_of_its_twentieth_client",
                  {"it died: killed by SIGABRT"}},
        Wrongness{"does_not_drain",
                  {"replies lost", "it has left its socket's file behind"}},
        Wrongness{"ends_with_status_1", {"it ended badly: exit status 1"}}),
    [](const auto& mistake) {
      return mistake.param.mistake.empty() ? "none" : mistake.param.mistake;
    });

TEST(SoakTest, CallsThatDoNotFailShowNothing) {
  StationPlan plan = Wrong("");
  plan.injections = {"accept4:error=EMFILE:when=60000"};
  const absl::StatusOr<Ledger> ledger =
      Soak({.plans = {std::move(plan)}, .duration = absl::Milliseconds(400)});
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  EXPECT_THAT(ledger->findings, Contains(HasSubstr("has let no call fail")));
}

TEST(SoakTest, AServerThatDoesNotStartIsAnError) {
  StationPlan plan = Wrong("");
  plan.program.command = {"/bin/false"};
  EXPECT_FALSE(Soak({.plans = {std::move(plan)}}).ok());
}

}  // namespace
}  // namespace soak
