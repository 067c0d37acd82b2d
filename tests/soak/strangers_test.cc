#include "tests/soak/strangers.h"

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/faults/lab_server.h"
#include "tests/faults/other_process.h"
#include "tests/soak/station.h"

namespace soak {
namespace {

using ::faults::LabNamed;
using ::testing::HasSubstr;

TEST(StrangersTest, ComeAreRefusedAndLeave) {
  const absl::StatusOr<std::unique_ptr<Strangers>> strangers =
      Strangers::Find();
  if (!strangers.ok()) GTEST_SKIP() << strangers.status().message();
  auto station = Station::Create({.name = "x",
                                  .program = LabNamed("04_auth_listener"),
                                  .flags = {"--mode=0666"}});
  ASSERT_TRUE(station.ok()) << station.status();
  (*station)->OpenToOthers();
  ASSERT_TRUE((*station)->Start().ok());
  EXPECT_FALSE((*strangers)->there());
  ASSERT_TRUE((*strangers)->Come((*station)->path()).ok());
  EXPECT_TRUE((*strangers)->there());
  // One is refused by then, as whoever comes later is served later.
  while ((*station)->errors().find("Rejected") == std::string::npos) {
    ASSERT_FALSE((*station)->Ended().has_value());
  }
  const absl::StatusOr<size_t> refused = (*strangers)->Leave();
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_GT(*refused, 0u);
  EXPECT_FALSE((*strangers)->there());
}

TEST(StrangersTest, OneWhoIsNotSentAwayIsTold) {
  const absl::StatusOr<std::unique_ptr<Strangers>> strangers =
      Strangers::Find();
  if (!strangers.ok()) GTEST_SKIP() << strangers.status().message();
  auto station = Station::Create(
      {.name = "x", .program = LabNamed("01_echo"), .flags = {"--mode=0666"}});
  ASSERT_TRUE(station.ok()) << station.status();
  (*station)->OpenToOthers();
  ASSERT_TRUE((*station)->Start().ok());
  const size_t before = faults::DescriptorsOf((*station)->pid())->size();
  ASSERT_TRUE((*strangers)->Come((*station)->path()).ok());
  // It is in: one more, beside the listener and what else there is.
  while (faults::DescriptorsOf((*station)->pid())->size() <= before) {
    ASSERT_FALSE((*station)->Ended().has_value());
  }
  EXPECT_THAT((*strangers)->Leave(absl::Milliseconds(300)).status().message(),
              HasSubstr("was not sent away within 300ms"));
}

TEST(StrangersTest, OneWhoIsLetInIsToldAlsoOfAServerThatSendsTheIdleAway) {
  const absl::StatusOr<std::unique_ptr<Strangers>> strangers =
      Strangers::Find();
  if (!strangers.ok()) GTEST_SKIP() << strangers.status().message();
  auto station = Station::Create(
      {.name = "x", .program = LabNamed("02_http"), .flags = {"--mode=0666"}});
  ASSERT_TRUE(station.ok()) << station.status();
  (*station)->OpenToOthers();
  ASSERT_TRUE((*station)->Start().ok());
  const size_t before = faults::DescriptorsOf((*station)->pid())->size();
  ASSERT_TRUE((*strangers)->Come((*station)->path()).ok());
  // It is in: one more, beside the listener and what else there is.
  while (faults::DescriptorsOf((*station)->pid())->size() <= before) {
    ASSERT_FALSE((*station)->Ended().has_value());
  }
  EXPECT_THAT((*strangers)->Leave().status().message(),
              HasSubstr("was let in, and was not sent away within 5s"));
}

}  // namespace
}  // namespace soak
