#include "tools/bench/idle.h"

#include <sys/resource.h>

#include <memory>

#include "gtest/gtest.h"
#include "tools/bench/running_server.h"
#include "tools/bench/servers.h"

namespace tools {
namespace {

const ServerProgram& Lab01() {
  static const auto& all = *new std::vector<ServerProgram>(AllServers({}));
  for (const ServerProgram& program : all) {
    if (program.server == "ours" && program.protocol == Protocol::kEcho) {
      return program;
    }
  }
  return all.front();
}

TEST(IdleTest, CountsTheMemoryThatConnectionsCost) {
  const std::unique_ptr<RunningServer> server =
      RunningServer::Start(Lab01()).value();
  const Figures figures = MeasureIdle(*server, 200).value();
  EXPECT_EQ(figures.connections, 200);
  EXPECT_TRUE(figures.bytes_per_connection.has_value());
  EXPECT_GT(figures.resident_bytes, 0);
}

TEST(IdleTest, TheServerHoldsThemOpen) {
  const std::unique_ptr<RunningServer> server =
      RunningServer::Start(Lab01()).value();
  const std::unique_ptr<Load> idle = OpenAndAsk(*server, 200).value();
  EXPECT_GE(server->Usage()->descriptors, 200u);
}

TEST(IdleTest, MakesRoomAsFarAsTheHardLimitGoes) {
  rlimit limit = {};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = 512;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(MakeRoomForConnections(10), 10u);
  const size_t all = MakeRoomForConnections(limit.rlim_max);
  EXPECT_LT(all, limit.rlim_max);
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(limit.rlim_cur, limit.rlim_max);
  EXPECT_GT(all, limit.rlim_max / 2);
}

}  // namespace
}  // namespace tools
