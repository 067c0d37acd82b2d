#include "tests/identity/peers.h"

#include <unistd.h>

#include <csignal>

#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace identity {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(PeerTest, DoesOneStepAtATime) {
  const Shared<int> step;
  Peer peer([&](Steps& steps) {
    *step = 1;
    steps.Pause();
    *step = 2;
    steps.Pause();
    *step = 3;
  });
  EXPECT_EQ(*step, 1);
  peer.Continue();
  EXPECT_EQ(*step, 2);
  peer.Finish();
  EXPECT_EQ(*step, 3);
}

TEST(PeerTest, IsAProcessOfItsOwnThatIsGoneWhenItHasFinished) {
  const Shared<pid_t> pid;
  Peer peer([&](Steps&) { *pid = ::getpid(); });
  EXPECT_EQ(peer.pid(), *pid);
  EXPECT_EQ(::kill(peer.pid(), 0), 0);  // a zombie
  peer.Finish();
  EXPECT_EQ(::kill(peer.pid(), 0), -1);
}

TEST(PeerTest, MayLeadPeersItself) {
  const Shared<int> step;
  Peer peer([&](Steps& steps) {
    Peer inner([&](Steps& inner_steps) {
      inner_steps.Pause();
      *step = 1;
    });
    steps.Pause();
    inner.Finish();
  });
  EXPECT_EQ(*step, 0);
  peer.Finish();
  EXPECT_EQ(*step, 1);
}

TEST(PeerTest, FinishesWhileALaterOneStillRuns) {
  Peer first([](Steps& steps) { steps.Pause(); });
  Peer second([](Steps& steps) { steps.Pause(); });
  first.Finish();
  second.Finish();
}

TEST(PeerTest, ThatBecomesAnotherProgramIsKilledInTheEnd) {
  Peer peer([](Steps& steps) { steps.Execute({"sleep", "1000"}); });
  EXPECT_EQ(::kill(peer.pid(), 0), 0);
  peer.Finish();
  EXPECT_EQ(::kill(peer.pid(), 0), -1);
}

// What goes wrong in a Peer must reach the test, which else could not fail.
TEST(PeerTest, WhatGoesWrongInItFailsTheTest) {
  const auto tests =
      uds_testing::ChildProcess::Start({"tests/identity/failing_peers"});
  ASSERT_TRUE(tests.ok()) << tests.status();
  EXPECT_EQ((*tests)->Wait(absl::Minutes(1)).value(),
            uds_testing::ExitStatus::Exited(1));
  EXPECT_THAT((*tests)->output(), AllOf(HasSubstr("[  PASSED  ] 0 tests."),
                                        HasSubstr(" 5 FAILED TESTS")));
}

}  // namespace
}  // namespace identity
