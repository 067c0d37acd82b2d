#include "tools/bench/refusal.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/testing/second_user.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/bench/running_server.h"
#include "tools/bench/servers.h"

namespace tools {
namespace {

using ::testing::HasSubstr;

class RefusalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    user_ = uds_testing::FindSecondUser();
    if (!user_.ok()) GTEST_SKIP() << user_.status().message();
  }

  // Of the server that is called `name` and takes part in this work; or, with
  // another `group`, of one that refuses nobody.
  absl::StatusOr<Figures> Measure(const std::string& name,
                                  const std::string& group) {
    for (const ServerProgram& program : AllServers({})) {
      if (program.server != name || program.groups.front() != group) continue;
      const auto server = RunningServer::Start(program);
      if (!server.ok()) return server.status();
      return MeasureRefusal(**server, {.hammer = "tools/bench/hammer",
                                       .user = *user_,
                                       .refused_per_second = 200,
                                       .asked_per_second = 200,
                                       .time = absl::Milliseconds(250),
                                       .patience = absl::Seconds(30)});
    }
    return absl::NotFoundError(name);
  }

 private:
  absl::StatusOr<uds_testing::SecondUser> user_;
};

TEST_F(RefusalTest, TheAllowedAreAnsweredWhileOthersAreRefused) {
  const absl::StatusOr<Figures> figures = Measure("ours-auth", "cycle");
  ASSERT_TRUE(figures.ok()) << figures.status();
  EXPECT_GT(figures->p99_us, 0);
  EXPECT_GT(figures->calm_p99_us, 0);
  EXPECT_GT(figures->refused_per_second, 0);
  EXPECT_EQ(figures->unanswered, 0);
}

TEST_F(RefusalTest, AServerThatRefusesNobodyIsNotMeasured) {
  const absl::StatusOr<Figures> figures = Measure("floor", "http");
  EXPECT_EQ(figures.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(figures.status().message()),
              HasSubstr("was not refused"));
}

}  // namespace
}  // namespace tools
