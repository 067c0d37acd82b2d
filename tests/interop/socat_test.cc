// socat, as a client and as a server.

#include <filesystem>
#include <fstream>
#include <string>

#include "common/testing/contract/subject.h"
#include "common/testing/exit_status.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"
#include "tests/interop/others.h"

namespace interop {
namespace {

using ::uds_testing::Call;
using ::uds_testing::ExitStatus;
using ::uds_testing::TempDirectory;
using ::uds_testing::TracedProcess;
using ::uds_testing::TracedServer;

// After its input has ended, socat waits half a second for the rest of a reply,
// and then drops it. A busy machine may need longer.
constexpr char kPatient[] = "-t30";

class SocatTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = WhyMissing("socat", "socat");
    if (!missing.empty()) GTEST_SKIP() << missing;
  }
};

TEST_F(SocatTest, AsAClientGetsItsEcho) {
  const auto server = TracedServer::Start(Lab01());
  ASSERT_TRUE(server.ok()) << server.status();
  const Finished socat = RunToEnd(
      {"socat", kPatient, "-", "UNIX-CONNECT:" + (*server)->path()}, "ping");
  EXPECT_EQ(socat.status, ExitStatus::Exited(0)) << socat.errors;
  EXPECT_EQ(socat.output, "Echo: ping");
}

TEST_F(SocatTest, GetsAMegabyteBackByteForByte) {
  const auto server = TracedServer::Start(Lab01());
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string megabyte = Megabyte();
  const Finished socat = RunToEnd(
      {"socat", kPatient, "-", "UNIX-CONNECT:" + (*server)->path()}, megabyte);
  EXPECT_EQ(socat.status, ExitStatus::Exited(0)) << socat.errors;
  // Not EXPECT_EQ, which would print two megabytes.
  EXPECT_EQ(socat.output.size(), 6 + megabyte.size());
  EXPECT_TRUE(socat.output == "Echo: " + megabyte) << "the bytes differ";
}

TEST_F(SocatTest, FindsAnAbstractNameWhichIsNoFile) {
  // Two tests may have the same pid, each in a namespace of its own, but no two
  // have the same directory.
  const TempDirectory directory;
  const auto server =
      TracedServer::Start(Lab01(), {.path = "@" + directory.Path("name")});
  ASSERT_TRUE(server.ok()) << server.status();
  const Finished socat = RunToEnd(
      {"socat", kPatient, "-", "ABSTRACT-CONNECT:" + directory.Path("name")},
      "ping");
  EXPECT_EQ(socat.status, ExitStatus::Exited(0)) << socat.errors;
  EXPECT_EQ(socat.output, "Echo: ping");
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST_F(SocatTest, AsAServerOfOneReadAnswersOurClient) {
  const TempDirectory directory;
  const std::string script = directory.Path("echo.sh");
  // dd reads once, at most 128 bytes.
  std::ofstream(script) << "printf 'Echo: '; dd bs=128 count=1 2>/dev/null\n";
  const std::string path = directory.Path("socat.sock");
  const auto socat =
      TracedProcess::Start({InPath("socat"), kPatient, "UNIX-LISTEN:" + path,
                            "EXEC:/bin/sh " + script});
  ASSERT_TRUE(socat.ok()) << socat.status();
  const auto listening = (*socat)->WaitFor(Call("listen").Returning(0));
  ASSERT_TRUE(listening.ok()) << listening.status();

  const auto client = uds_testing::RunClient(Lab01(), path, {"ping"});
  ASSERT_TRUE(client.ok()) << client.status();
  EXPECT_EQ(client->exit_status, ExitStatus::Exited(0)) << client->errors;
  EXPECT_EQ(client->output, "Echo: ping\n");
}

}  // namespace
}  // namespace interop
