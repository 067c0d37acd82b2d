// Tests that all have to fail: peers_test sees to that.

#include <csignal>

#include "gtest/gtest.h"
#include "tests/identity/peers.h"

namespace identity {
namespace {

TEST(FailingPeer, ExpectsInVain) {
  Peer([](Steps&) { EXPECT_EQ(1, 2); });
}

TEST(FailingPeer, ExpectsInVainBeforeItIsKilled) {
  Peer peer([](Steps& steps) {
    EXPECT_EQ(1, 2);
    steps.Pause();
  });
  peer.Kill();
}

TEST(FailingPeer, Crashes) {
  Peer([](Steps&) { ::raise(SIGSEGV); });
}

TEST(FailingPeer, CannotBecomeAProgramThatDoesNotExist) {
  Peer([](Steps& steps) { steps.Execute({"/nonexistent"}); });
}

TEST(FailingPeer, HasAPeerThatExpectsInVain) {
  Peer([](Steps&) { Peer([](Steps&) { EXPECT_EQ(1, 2); }); });
}

}  // namespace
}  // namespace identity
