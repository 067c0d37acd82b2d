// What a server sees of a peer whose UID or pid does not exist where it is.

#include "tests/identity/namespaces.h"

#include <unistd.h>

#include <string>

#include "common/os/unique_fd.h"
#include "common/peer/process.h"
#include "gtest/gtest.h"
#include "tests/identity/meeting.h"
#include "tests/identity/peers.h"

namespace identity {
namespace {

using ::uds::PeerProcess;
using ::uds::UniqueFd;

class NamespacesTest : public MeetingTest {
 protected:
  void SetUp() override {
    const std::string why = WhyNoNamespaces();
    if (!why.empty()) GTEST_SKIP() << why;
  }
};

// So "who has my own UID" admits everybody there.
TEST_F(NamespacesTest, AServerSeesEveryUidWithoutAMappingAs65534AndItsOwnToo) {
  const UniqueFd client = Connected();
  Peer server([&](Steps&) {
    ASSERT_TRUE(EnterUnmappedUserNamespace().ok());
    const UniqueFd connection = Accept();
    EXPECT_EQ(PeerOf(connection.get()).uid, kOverflowId);
    EXPECT_EQ(PeerOf(connection.get()).gid, kOverflowId);
    EXPECT_EQ(::geteuid(), kOverflowId);
  });
}

TEST_F(NamespacesTest, AServerSeesAMappedUidByItsMapping) {
  const UniqueFd client = Connected();
  Peer server([&](Steps&) {
    ASSERT_TRUE(EnterUserNamespace(4711).ok());
    const UniqueFd connection = Accept();
    EXPECT_EQ(PeerOf(connection.get()).uid, 4711u);
    EXPECT_EQ(PeerOf(connection.get()).gid, 4711u);
  });
}

TEST_F(NamespacesTest, AClientGainsNoUidByAUserNamespaceOfItsOwn) {
  Peer client([&](Steps& steps) {
    ASSERT_TRUE(EnterUserNamespace(4711).ok());
    EXPECT_EQ(::geteuid(), 4711u);
    const UniqueFd socket = Connected();
    steps.Pause();
  });
  const UniqueFd connection = Accept();
  EXPECT_EQ(PeerOf(connection.get()).uid, ::geteuid());
  EXPECT_EQ(PeerOf(connection.get()).gid, ::getegid());
}

TEST_F(NamespacesTest, AServerInAPidNamespaceSeesEveryPidOutsideAsZero) {
  const UniqueFd client = Connected();
  Peer another([&](Steps& steps) {
    const UniqueFd socket = Connected();
    steps.Pause();
  });
  InPidNamespace([&] {
    EXPECT_EQ(::getpid(), 1);
    EXPECT_EQ(PeerOf(Accept().get()).pid, 0);
    EXPECT_EQ(PeerOf(Accept().get()).pid, 0);
  });
}

TEST_F(NamespacesTest, AServerInAPidNamespaceTellsTheLivingByTheirPidfd) {
  const std::string why = WhyNoPeerProcess();
  if (!why.empty()) GTEST_SKIP() << why;
  const UniqueFd living = Connected();
  Peer dead([&](Steps&) { const UniqueFd socket = Connected(); });
  dead.Finish();
  InPidNamespace([&] {
    EXPECT_TRUE(PeerProcess::Of(Accept().get())->IsAlive());
    EXPECT_FALSE(PeerProcess::Of(Accept().get())->IsAlive());
  });
}

TEST_F(NamespacesTest, AClientInAPidNamespaceHasAPidOutsideThatItDoesNotKnow) {
  const UniqueFd unaccepted = Connected();
  InPidNamespace([&] {
    EXPECT_EQ(::getpid(), 1);
    const UniqueFd socket = Connected();
  });
  EXPECT_EQ(PeerOf(Accept().get()).pid, ::getpid());
  EXPECT_GT(PeerOf(Accept().get()).pid, 1);
}

}  // namespace
}  // namespace identity
