// Lab 03's server and clients that we did not write: who they are, it knows
// from the kernel, and needs nothing of them.

#include <sys/types.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "absl/strings/str_format.h"
#include "common/testing/contract/subject.h"
#include "common/testing/exit_status.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/interop/others.h"

namespace interop {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::uds_testing::ExitStatus;
using ::uds_testing::SeesPeerCredentials;
using ::uds_testing::TracedServer;

const uds_testing::Subject kLab03 = {.server = {"labs/03_peercred/server"},
                                     .client = {"labs/03_peercred/client"}};

// The number behind "Client PID: ", at the front of `output`.
pid_t ClientPid(const std::string& output) {
  EXPECT_THAT(output, StartsWith("Client PID: "));
  return std::atoi(output.substr(output.find(':') + 1).c_str());
}

// echo | sh -c 'echo "Client PID: $$"; exec nc -U PATH', as in the article.
TEST(PeercredTest, NcIsKnownByThePidOfTheShellThatBecameIt) {
  const std::string missing = WhyNetcatIsMissing();
  if (!missing.empty()) GTEST_SKIP() << missing;
  const auto server = TracedServer::Start(kLab03);
  ASSERT_TRUE(server.ok()) << server.status();
  const Finished nc = RunToEnd(
      {"sh", "-c",
       absl::StrFormat("echo | sh -c 'echo \"Client PID: $$\"; exec nc -U %s'",
                       (*server)->path())});
  EXPECT_EQ(nc.status, ExitStatus::Exited(0)) << nc.errors;
  EXPECT_EQ(nc.errors, "");
  const pid_t pid = ClientPid(nc.output);
  const std::string who = absl::StrFormat("PID=%d UID=%d GID=%d GROUPS=", pid,
                                          ::geteuid(), ::getegid());
  EXPECT_THAT(nc.output,
              HasSubstr("\nWelcome, verified client!\nYou are " + who));

  const auto run = (*server)->Stop();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_THAT(run->output, HasSubstr("\nClient connected: " + who));
  EXPECT_THAT(run->trace,
              SeesPeerCredentials(
                  {.pid = pid, .uid = ::geteuid(), .gid = ::getegid()}));
}

// It sends before it reads, and would report a connection that is reset.
TEST(PeercredTest, SocatIsGreetedAndToldTheEndAlthoughItSpeaksFirst) {
  const std::string missing = WhyMissing("socat", "socat");
  if (!missing.empty()) GTEST_SKIP() << missing;
  const auto server = TracedServer::Start(kLab03);
  ASSERT_TRUE(server.ok()) << server.status();
  const Finished socat = RunToEnd(
      {"socat", "-t30", "-", "UNIX-CONNECT:" + (*server)->path()}, "\n");
  EXPECT_EQ(socat.status, ExitStatus::Exited(0));
  EXPECT_EQ(socat.errors, "");
  EXPECT_THAT(socat.output,
              StartsWith("Welcome, verified client!\nYou are PID="));
}

}  // namespace
}  // namespace interop
