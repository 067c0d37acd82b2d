// Also of other_process.h and health.h, which are about these servers.

#include "tests/faults/lab_server.h"

#include <linux/sockios.h>
#include <signal.h>
#include <sys/ioctl.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/faults/health.h"
#include "tests/faults/other_process.h"
#include "tests/faults/visitor.h"

namespace faults {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::uds_testing::ExitStatus;
using ::uds_testing::Injection;

std::unique_ptr<LabServer> Start(const std::string& lab,
                                 LabServerOptions options = {}) {
  auto server = LabServer::Start(LabNamed(lab), std::move(options));
  EXPECT_TRUE(server.ok()) << server.status();
  return *std::move(server);
}

class LabServerTest : public ::testing::TestWithParam<std::string> {};

TEST_P(LabServerTest, ServesUntilItIsStopped) {
  const auto server = Start(GetParam());
  EXPECT_EQ(VisitOnce(*server), "");
  EXPECT_EQ(server->Stop()->status, ExitStatus::Exited(0));
}

TEST_P(LabServerTest, ServesUnderATrace) {
  const auto server = Start(
      GetParam(), {.injections = {Injection::Error("accept4", "EINTR").On(1)}});
  EXPECT_EQ(VisitOnce(*server), "");
  const auto end = server->Stop();
  ASSERT_TRUE(end.ok()) << end.status();
  EXPECT_EQ(end->status, ExitStatus::Exited(0));
  EXPECT_THAT(end->trace,
              Makes(uds_testing::Call("accept4").FailingWith("EINTR")));
}

TEST_P(LabServerTest, ServesWithALogThatCanBeFilledAndClosed) {
  const auto server = Start(GetParam(), {.log = LabServerOptions::kPipe});
  server->FillLog();
  EXPECT_EQ(VisitOnce(*server), "");
  server->CloseLog();
  EXPECT_EQ(VisitOnce(*server), "");
  EXPECT_EQ(server->Stop()->status, ExitStatus::Exited(0));
}

INSTANTIATE_TEST_SUITE_P(Labs, LabServerTest,
                         ::testing::Values("01_echo", "02_http", "03_peercred",
                                           "04_auth_listener",
                                           "05_systemd_activation"),
                         [](const auto& lab) { return lab.param; });

TEST(LabServerStartTest, SaysWhatTheServerDidInsteadOfListening) {
  LabProgram program = LabNamed("01_echo");
  program.command = {"/bin/false"};
  EXPECT_FALSE(LabServer::Start(program).ok());
}

TEST(OtherProcessTest, ALimitLeavesRoomForSoManyMore) {
  const auto server = Start("01_echo");
  const auto before = DescriptorsOf(server->pid());
  ASSERT_TRUE(before.ok()) << before.status();
  ASSERT_TRUE(LimitDescriptors(server->pid(), 2).ok());
  std::vector<std::unique_ptr<Visitor>> visitors;
  for (int i = 0; i < 3; ++i) {
    visitors.push_back(std::make_unique<Visitor>(
        server->Connect().value(), server->protocol(), Manner{.stays = true}));
  }
  EXPECT_FALSE(MoveUntilDone(Pointers(visitors), absl::Milliseconds(300)));
  EXPECT_EQ(visitors[0]->trouble(), "");
  EXPECT_EQ(visitors[1]->trouble(), "");
  EXPECT_THAT(visitors[2]->trouble(), HasSubstr("no end"));
  EXPECT_THAT(*DescriptorsOf(server->pid()), SizeIs(before->size() + 2));
  ASSERT_TRUE(UnlimitDescriptors(server->pid()).ok());
  EXPECT_TRUE(MoveUntilDone(Pointers(visitors), kPatience));
  EXPECT_EQ(visitors[2]->trouble(), "");
}

TEST(OtherProcessTest, ASmallSendBufferTakesLittle) {
  const auto server = Start("01_echo");
  for (const bool small : {false, true}) {
    Visitor visitor(server->Connect().value(), server->protocol(),
                    {.requests = 4000, .ahead = 4000});
    // Whoever comes later is served later, so the first is accepted by then.
    ASSERT_EQ(VisitOnce(*server), "");
    auto borrowed = BorrowConnections(server->pid());
    if (IsForbidden(borrowed.status())) GTEST_SKIP() << borrowed.status();
    ASSERT_TRUE(borrowed.ok()) << borrowed.status();
    ASSERT_THAT(*borrowed, SizeIs(1));
    if (small) {
      ASSERT_TRUE(ShrinkSendBuffer((*borrowed)[0].get()).ok());
    }
    borrowed->clear();  // else it would outlive the server's close(2)
    visitor.StopReading();
    EXPECT_FALSE(MoveUntilDone({&visitor}, absl::Milliseconds(300)));
    int unread = 0;
    ASSERT_EQ(::ioctl(visitor.fd(), SIOCINQ, &unread), 0);
    EXPECT_EQ(unread < 16 << 10, small) << unread;
    visitor.GoOnReading();
    EXPECT_TRUE(MoveUntilDone({&visitor}, kPatience));
    EXPECT_EQ(visitor.trouble(), "");
  }
}

TEST(OtherProcessTest, OneThatIsGoneHasNone) {
  EXPECT_FALSE(DescriptorsOf(0).ok());
  EXPECT_FALSE(LimitDescriptors(0, 1).ok());
  EXPECT_FALSE(BorrowConnections(0).ok());
}

TEST(HealthTest, AConnectionThatStaysIsOneDescriptorMore) {
  const auto server = Start("01_echo");
  Footprint before = FootprintOf(server->pid()).value();
  {
    Visitor visitor(server->Connect().value(), server->protocol(),
                    {.stays = true});
    EXPECT_TRUE(MoveUntilDone({&visitor}, kPatience));
    ++before.descriptors;
    EXPECT_EQ(WhyDescriptorsDiffer(*server, before), "");
  }
  --before.descriptors;
  EXPECT_EQ(WhyDescriptorsDiffer(*server, before), "");
}

TEST(HealthTest, MemoryThatIsNotGivenBackIsTold) {
  const auto server = Start("01_echo");
  const Footprint now = FootprintOf(server->pid()).value();
  EXPECT_EQ(WhyMoreMemory(*server, now, 0), "");
  EXPECT_THAT(WhyMoreMemory(*server, {now.descriptors, 0}, 0),
              HasSubstr("KiB, and had 0 before"));
}

TEST(HealthTest, AServerThatWaitsIsCalmAndALoopIsNot) {
  const auto server = Start("01_echo");
  EXPECT_EQ(WhyNotCalm(server->pid()), "");
  const auto loop = uds_testing::ChildProcess::Start(
      {"/bin/sh", "-c", "echo ready; while :; do :; done"});
  ASSERT_TRUE((*loop)->WaitForOutput("ready", kPatience).ok());
  EXPECT_THAT(WhyNotCalm((*loop)->pid()), HasSubstr("ms of CPU"));
}

TEST(HealthTest, AServerThatIsStoppedServesNobody) {
  const auto server = Start("01_echo");
  ::kill(server->pid(), SIGSTOP);
  EXPECT_THAT(VisitOnce(*server, absl::Milliseconds(50)),
              HasSubstr("0 of 1 replies"));
  ::kill(server->pid(), SIGCONT);
  EXPECT_EQ(VisitOnce(*server), "");
}

}  // namespace
}  // namespace faults
