// SO_PEERCRED and SCM_CREDENTIALS with two real users: root, or who is root of
// a user namespace with many UIDs, and somebody else.

#include <grp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/peer/credentials.h"
#include "common/peer/groups.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/second_user.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/identity/meeting.h"
#include "tests/identity/namespaces.h"
#include "tests/identity/peers.h"

namespace identity {
namespace {

using ::uds::PeerCredentials;
using ::uds::UniqueFd;
using ::uds_testing::SecondUser;

class TwoUsersTest : public MeetingTest {
 protected:
  void SetUp() override {
    const absl::StatusOr<SecondUser> found = uds_testing::FindSecondUser();
    if (!found.ok()) GTEST_SKIP() << found.status().message();
    user_ = *found;
    uds_testing::OpenToOthers(directory_);
  }

  // In a Peer: there is no way back.
  void BecomeSecondUser(const std::vector<gid_t>& groups = {}) {
    EXPECT_EQ(::setgroups(groups.size(), groups.data()), 0);
    EXPECT_EQ(::setresgid(user_.gid, user_.gid, user_.gid), 0);
    EXPECT_EQ(::setresuid(user_.uid, user_.uid, user_.uid), 0);
    // As after an exec(2), so that its files in /proc are its own.
    EXPECT_EQ(::prctl(PR_SET_DUMPABLE, 1), 0);
  }

  PeerCredentials SecondUserAs(pid_t pid) const {
    return {pid, user_.uid, user_.gid};
  }

  SecondUser user_ = {};
  // Not connected. The Peers that are made after it share it.
  const UniqueFd socket_ = uds::NewStreamSocket().value();
};

TEST_F(TwoUsersTest, AClientIsNamedByItsOwnUidAndGid) {
  Peer client([&](Steps& steps) {
    BecomeSecondUser();
    Connect(socket_.get());
    steps.Pause();
  });
  EXPECT_EQ(PeerOf(Accept().get()), SecondUserAs(client.pid()));
}

// There is no mode that could keep anybody out.
TEST_F(TwoUsersTest, AnAbstractNameLetsEverybodyConnect) {
  const auto name = uds::UnixAddress::Parse(
      "@" + std::filesystem::path(directory_.path()).filename().string());
  ASSERT_TRUE(name.ok()) << name.status();
  const auto listener = uds::UnixListener::Create(*name, 0600);
  ASSERT_TRUE(listener.ok()) << listener.status();
  Peer client([&](Steps& steps) {
    BecomeSecondUser();
    const auto socket = uds::Connect(*name);
    EXPECT_TRUE(socket.ok()) << socket.status();
    steps.Pause();
  });
  const auto accepted = (*listener)->Accept();
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_EQ(PeerOf(accepted->socket.get()), SecondUserAs(client.pid()));
}

TEST_F(TwoUsersTest, AClientThatGivesUpRootAfterConnectStaysRoot) {
  Peer client([&](Steps& steps) {
    Connect(socket_.get());
    steps.Pause();
    BecomeSecondUser();
    Write(socket_.get(), "no longer root");
  });
  const UniqueFd connection = Accept();
  client.Continue();
  EXPECT_EQ(Read(connection.get()).writer, SecondUserAs(client.pid()));
  const PeerCredentials root = {client.pid(), 0, ::getegid()};
  EXPECT_EQ(PeerOf(connection.get()), root);
}

TEST_F(TwoUsersTest, WhoInheritsAConnectionWritesUnderTheConnectorsUid) {
  Peer connector([&](Steps& steps) {
    Connect(socket_.get());
    steps.Pause();
  });
  const UniqueFd connection = Accept();
  Peer heir([&](Steps&) {
    BecomeSecondUser();
    Write(socket_.get(), "from the heir");
  });
  EXPECT_EQ(Read(connection.get()).writer, SecondUserAs(heir.pid()));
  const PeerCredentials root = {connector.pid(), 0, ::getegid()};
  EXPECT_EQ(PeerOf(connection.get()), root);
}

TEST_F(TwoUsersTest, TheEffectiveUidCountsAndNotTheRealOne) {
  Peer effective([&](Steps& steps) {
    EXPECT_EQ(::setegid(user_.gid), 0);
    EXPECT_EQ(::seteuid(user_.uid), 0);
    EXPECT_EQ(::getuid(), 0u);
    const UniqueFd socket = Connected();
    steps.Pause();
  });
  EXPECT_EQ(PeerOf(Accept().get()), SecondUserAs(effective.pid()));
  Peer real([&](Steps& steps) {
    EXPECT_EQ(::setreuid(user_.uid, 0), 0);
    EXPECT_EQ(::getuid(), user_.uid);
    const UniqueFd socket = Connected();
    steps.Pause();
  });
  EXPECT_EQ(PeerOf(Accept().get()).uid, 0u);
}

TEST_F(TwoUsersTest, RootOfAUserNamespaceIsRootOnlyToWhoSharesIt) {
  const std::string why = WhyNoNamespaces();
  if (!why.empty()) GTEST_SKIP() << why;
  const Shared<bool> allowed;
  Peer client([&](Steps& steps) {
    BecomeSecondUser();
    *allowed = EnterUserNamespace(0).ok();
    if (!*allowed) return;
    EXPECT_EQ(::geteuid(), 0u);
    const auto [left, right] = uds::SocketPair().value();
    const PeerCredentials root = {::getpid(), 0, 0};
    EXPECT_EQ(PeerOf(left.get()), root);
    Connect(socket_.get());
    steps.Pause();
  });
  if (!*allowed) GTEST_SKIP() << "only root may make a user namespace here";
  EXPECT_EQ(PeerOf(Accept().get()), SecondUserAs(client.pid()));
}

// As a service has it with PrivateUsers=yes. systemd.exec(5)
TEST_F(TwoUsersTest, AServerWithoutMappingsSeesAllOtherUsersAsTheSame65534) {
  const std::string why = WhyNoNamespaces();
  if (!why.empty()) GTEST_SKIP() << why;
  const UniqueFd own = Connected();
  Peer client([&](Steps& steps) {
    BecomeSecondUser({4711});
    Connect(socket_.get());
    steps.Pause();
  });
  Peer server([&](Steps&) {
    ASSERT_TRUE(EnterUserNamespace(0).ok());
    EXPECT_EQ(PeerOf(Accept().get()).uid, 0u);
    const UniqueFd connection = Accept();
    EXPECT_EQ(PeerOf(connection.get()).uid, kOverflowId);
    EXPECT_EQ(PeerOf(connection.get()).gid, kOverflowId);
    EXPECT_THAT(uds::GetPeerGroups(connection.get()).value(),
                ::testing::ElementsAre(kOverflowId));
  });
}

// In a PID namespace, since it takes root of that to claim another's pid.
TEST_F(TwoUsersTest, RootMayClaimAnyUidAndAnyPidThatExists) {
  const std::string why = WhyNoNamespaces();
  if (!why.empty()) GTEST_SKIP() << why;
  InPidNamespace([&] {
    Connect(socket_.get());
    const UniqueFd connection = Accept();
    Peer other([](Steps& steps) { steps.Pause(); });
    const PeerCredentials claim = {other.pid(), 4711, 4712};
    EXPECT_EQ(WriteAs(claim, socket_.get()), 0);
    EXPECT_EQ(Read(connection.get()).writer, claim);
    other.Finish();
    EXPECT_EQ(WriteAs(claim, socket_.get()), ESRCH);

    const PeerCredentials self = {::getpid(), 0, ::getegid()};
    EXPECT_EQ(PeerOf(connection.get()), self);
  });
}

TEST_F(TwoUsersTest, OthersMayClaimNobodyButThemselves) {
  Peer client([&](Steps& steps) {
    BecomeSecondUser();
    Connect(socket_.get());
    const PeerCredentials self = SecondUserAs(::getpid());
    const PeerCredentials lies[] = {{self.pid, 0, self.gid},
                                    {self.pid, self.uid, 0},
                                    {::getppid(), self.uid, self.gid}};
    for (const PeerCredentials& lie : lies) {
      EXPECT_EQ(WriteAs(lie, socket_.get()), EPERM);
    }
    EXPECT_EQ(WriteAs(self, socket_.get()), 0);
    steps.Pause();
  });
  const UniqueFd connection = Accept();
  EXPECT_EQ(Read(connection.get()).writer, SecondUserAs(client.pid()));
  EXPECT_EQ(PeerOf(connection.get()), SecondUserAs(client.pid()));
}

}  // namespace
}  // namespace identity
