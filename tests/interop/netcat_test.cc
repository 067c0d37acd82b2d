// OpenBSD's netcat, as a client and as a server.

#include <string>

#include "common/testing/contract/subject.h"
#include "common/testing/exit_status.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/interop/others.h"

namespace interop {
namespace {

using ::testing::HasSubstr;
using ::uds_testing::Call;
using ::uds_testing::ExitStatus;
using ::uds_testing::TracedProcess;
using ::uds_testing::TracedServer;

class NetcatTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = WhyNetcatIsMissing();
    if (!missing.empty()) GTEST_SKIP() << missing;
  }
};

TEST_F(NetcatTest, AsAClientGetsItsEcho) {
  const auto server = TracedServer::Start(Lab01());
  ASSERT_TRUE(server.ok()) << server.status();
  // -N: half-close at the end of its input.
  const Finished nc = RunToEnd({"nc", "-U", "-N", (*server)->path()}, "ping");
  EXPECT_EQ(nc.status, ExitStatus::Exited(0)) << nc.errors;
  EXPECT_EQ(nc.output, "Echo: ping");
}

TEST_F(NetcatTest, AsAServerThatEchoesNothingIsReportedByOurClient) {
  const uds_testing::TempDirectory directory;
  const std::string path = directory.Path("nc.sock");
  const auto nc = TracedProcess::Start({InPath("nc"), "-lU", path});
  ASSERT_TRUE(nc.ok()) << nc.status();
  const auto listening = (*nc)->WaitFor(Call("listen").Returning(0));
  ASSERT_TRUE(listening.ok()) << listening.status();

  const auto client = uds_testing::RunClient(Lab01(), path, {"ping"});
  ASSERT_TRUE(client.ok()) << client.status();
  EXPECT_EQ(client->exit_status, ExitStatus::Exited(1));
  EXPECT_THAT(client->errors, HasSubstr("the reply is not complete"));
  EXPECT_THAT(client->errors, HasSubstr("0 came"));

  const auto run = (*nc)->Finish();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->output, "ping");
}

}  // namespace
}  // namespace interop
