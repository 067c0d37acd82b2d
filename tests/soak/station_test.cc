#include "tests/soak/station.h"

#include <csignal>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/testing/exit_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/faults/guest.h"
#include "tests/faults/lab_server.h"
#include "tests/faults/other_process.h"
#include "tests/faults/visitor.h"

namespace soak {
namespace {

using ::faults::LabNamed;
using ::faults::Visitor;
using ::testing::SizeIs;
using ::uds_testing::ExitStatus;

constexpr absl::Duration kPatience = faults::LabServer::kPatience;

std::unique_ptr<Station> Started(StationPlan plan) {
  auto station = Station::Create(std::move(plan));
  EXPECT_TRUE(station.ok()) << station.status();
  const absl::Status started = (*station)->Start();
  EXPECT_TRUE(started.ok()) << started;
  return *std::move(station);
}

// What a client that asks once lacks.
std::string Visit(const Station& station) {
  auto socket = station.Connect();
  if (!socket.ok()) return socket.status().ToString();
  Visitor visitor(*std::move(socket), *station.plan().program.protocol);
  faults::MoveUntilDone({&visitor}, kPatience);
  return visitor.trouble();
}

ExitStatus Stop(Station& station) {
  station.Signal(SIGTERM);
  const absl::Time until = absl::Now() + kPatience;
  while (absl::Now() < until) {
    station.CountInjected();
    if (const auto ended = station.Ended()) return *ended;
  }
  return ExitStatus::Exited(255);
}

class LivesTest : public ::testing::TestWithParam<std::string> {};

TEST_P(LivesTest, OneLifeAfterTheOtherServesAtTheSamePath) {
  const auto station = Started({.name = "x", .program = LabNamed(GetParam())});
  for (int life = 0; life < 2; ++life) {
    EXPECT_EQ(Visit(*station), "");
    EXPECT_FALSE(station->Ended().has_value());
    EXPECT_EQ(Stop(*station), ExitStatus::Exited(0));
    // Only a queue that the next one has too takes clients meanwhile.
    EXPECT_EQ(station->Connect().ok(), LabNamed(GetParam()).activated);
    ASSERT_TRUE(station->Start().ok());
  }
}

TEST_P(LivesTest, CallsFailInEachLife) {
  const auto station =
      Started({.name = "x",
               .program = LabNamed(GetParam()),
               .injections = {"accept4:error=EINTR:when=1..2"}});
  EXPECT_EQ(Visit(*station), "");
  EXPECT_EQ(Stop(*station), ExitStatus::Exited(0));
  EXPECT_EQ(station->CountInjected(), 2u);
  ASSERT_TRUE(station->Start().ok());
  EXPECT_EQ(Visit(*station), "");
  EXPECT_EQ(Stop(*station), ExitStatus::Exited(0));
  EXPECT_EQ(station->CountInjected(), 4u);
}

INSTANTIATE_TEST_SUITE_P(Labs, LivesTest,
                         ::testing::Values("01_echo", "03_peercred",
                                           "05_systemd_activation"),
                         [](const auto& lab) { return lab.param; });

TEST(StationTest, AFullLogHoldsNobodyUp) {
  const auto station = Started(
      {.name = "x", .program = LabNamed("02_http"), .log_is_full = true});
  // A page of lines, and as many again.
  for (int i = 0; i < 200; ++i) ASSERT_EQ(Visit(*station), "");
  EXPECT_EQ(station->errors(), "");
  EXPECT_EQ(Stop(*station), ExitStatus::Exited(0));
}

TEST(StationTest, FewDescriptorsAreALimitInEachLife) {
  const auto station =
      Started({.name = "x", .program = LabNamed("01_echo"), .descriptors = 2});
  EXPECT_EQ(Stop(*station), ExitStatus::Exited(0));
  ASSERT_TRUE(station->Start().ok());
  const size_t before = faults::DescriptorsOf(station->pid())->size();
  std::vector<std::unique_ptr<Visitor>> visitors;
  for (int i = 0; i < 3; ++i) {
    visitors.push_back(std::make_unique<Visitor>(
        station->Connect().value(), *station->plan().program.protocol,
        faults::Manner{.stays = true}));
  }
  EXPECT_FALSE(faults::MoveUntilDone(faults::Pointers(visitors),
                                     absl::Milliseconds(300)));
  EXPECT_THAT(*faults::DescriptorsOf(station->pid()), SizeIs(before + 2));
}

TEST(StationTest, WhatDoesNotStartIsAnError) {
  StationPlan plan{.name = "x", .program = LabNamed("01_echo")};
  plan.program.command = {"/bin/false"};
  const auto station = Station::Create(std::move(plan));
  EXPECT_FALSE((*station)->Start().ok());
}

}  // namespace
}  // namespace soak
