#include "tests/soak/strangers.h"

#include <memory>
#include <string>
#include <utility>

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

class StrangersTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<Strangers>> strangers = Strangers::Find();
    if (!strangers.ok()) GTEST_SKIP() << strangers.status().message();
    strangers_ = *std::move(strangers);
  }

  // Starts the server of `lab`, to which they may connect.
  void Serve(const char* lab) {
    auto station = Station::Create(
        {.name = "x", .program = LabNamed(lab), .flags = {"--mode=0666"}});
    ASSERT_TRUE(station.ok()) << station.status();
    station_ = *std::move(station);
    station_->OpenToOthers();
    ASSERT_TRUE(station_->Start().ok());
  }

  // They come, and the server has let one in.
  void ComeIn() {
    const size_t before = faults::DescriptorsOf(station_->pid())->size();
    ASSERT_TRUE(strangers_->Come(station_->path()).ok());
    while (faults::DescriptorsOf(station_->pid())->size() <= before) {
      ASSERT_FALSE(station_->Ended().has_value());
    }
  }

  std::unique_ptr<Station> station_;
  std::unique_ptr<Strangers> strangers_;  // leave before it is gone
};

TEST_F(StrangersTest, ComeAreRefusedAndLeave) {
  Serve("04_auth_listener");
  if (HasFatalFailure()) return;
  EXPECT_FALSE(strangers_->there());
  ASSERT_TRUE(strangers_->Come(station_->path()).ok());
  EXPECT_TRUE(strangers_->there());
  // One is refused by then, as whoever comes later is served later.
  while (station_->errors().find("Rejected") == std::string::npos) {
    ASSERT_FALSE(station_->Ended().has_value());
  }
  const absl::StatusOr<size_t> refused = strangers_->Leave();
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_GT(*refused, 0u);
  EXPECT_FALSE(strangers_->there());
}

TEST_F(StrangersTest, OneWhoIsNotSentAwayIsTold) {
  Serve("01_echo");
  if (HasFatalFailure()) return;
  ComeIn();
  EXPECT_THAT(strangers_->Leave(absl::Milliseconds(300)).status().message(),
              HasSubstr("was not sent away within 300ms"));
}

TEST_F(StrangersTest, OneWhoIsLetInIsToldAlsoOfAServerThatSendsTheIdleAway) {
  Serve("02_http");
  if (HasFatalFailure()) return;
  ComeIn();
  EXPECT_THAT(strangers_->Leave().status().message(),
              HasSubstr("was let in, and was not sent away within 5s"));
}

}  // namespace
}  // namespace soak
