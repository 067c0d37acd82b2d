// SO_PEERCRED names the process that called connect(2): not who writes now, not
// what it has become, and also when it is gone.

#include <sys/types.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "common/os/unique_fd.h"
#include "common/peer/credentials.h"
#include "common/peer/process.h"
#include "common/socket/stream_socket.h"
#include "gtest/gtest.h"
#include "tests/identity/meeting.h"
#include "tests/identity/peers.h"
#include "tests/identity/proc_stat.h"

namespace identity {
namespace {

using ::uds::PeerCredentials;
using ::uds::PeerProcess;
using ::uds::UniqueFd;

class ConnectorTest : public MeetingTest {
 protected:
  // Not connected. The Peers that are made after it share it.
  const UniqueFd socket_ = uds::NewStreamSocket().value();
};

TEST_F(ConnectorTest, IsNamedAlsoIfItWasDeadAndReapedBeforeAccept) {
  Peer client([&](Steps&) { const UniqueFd socket = Connected(); });
  client.Finish();
  const UniqueFd connection = Accept();
  const PeerCredentials expected = {client.pid(), ::geteuid(), ::getegid()};
  EXPECT_EQ(PeerOf(connection.get()), expected);
}

TEST_F(ConnectorTest, IsNamedWhileAnotherProcessWritesOnTheSharedConnection) {
  Peer connector([&](Steps& steps) {
    Connect(socket_.get());
    steps.Pause();
  });
  const UniqueFd connection = Accept();
  Peer heir([&](Steps&) { Write(socket_.get(), "from the heir"); });
  const Message message = Read(connection.get());
  EXPECT_EQ(message.text, "from the heir");
  EXPECT_EQ(message.writer.pid, heir.pid());
  EXPECT_EQ(PeerOf(connection.get()).pid, connector.pid());
}

TEST_F(ConnectorTest, IsNamedByItsProcessIfItIsAThread) {
  const Shared<pid_t> thread_id;
  Peer client([&](Steps& steps) {
    std::thread([&] {
      *thread_id = ::gettid();
      Connect(socket_.get());
    }).join();
    steps.Pause();
  });
  const UniqueFd connection = Accept();
  EXPECT_NE(*thread_id, client.pid());
  EXPECT_EQ(PeerOf(connection.get()).pid, client.pid());
}

// What a pidfd adds.
class ConnectorProcessTest : public ConnectorTest {
 protected:
  void SetUp() override {
    const std::string why = WhyNoPeerProcess();
    if (!why.empty()) GTEST_SKIP() << why;
  }
};

TEST_F(ConnectorProcessTest, IsKnownToBeDeadByItsPidfdBeforeAccept) {
  Peer client([&](Steps&) { const UniqueFd socket = Connected(); });
  client.Finish();
  const UniqueFd connection = Accept();
  EXPECT_FALSE(PeerProcess::Of(connection.get())->IsAlive());
}

// A limit: it is one and the same process, whatever program it is.
TEST_F(ConnectorProcessTest, StaysTheSameProcessWhenItBecomesATrustedProgram) {
  Peer connector([&](Steps& steps) {
    Connect(socket_.get());
    steps.Pause();
    steps.Execute({"sleep", "1000"});
  });
  const UniqueFd connection = Accept();
  const PeerCredentials credentials = PeerOf(connection.get());
  const PeerProcess process = PeerProcess::Of(connection.get()).value();
  const ProcStat before = ReadProcStat(connector.pid()).value();
  EXPECT_NE(before.name, "sleep");

  connector.Continue();
  EXPECT_EQ(ReadProcStat(connector.pid())->name, "sleep");
  EXPECT_EQ(ReadProcStat(connector.pid())->start_time, before.start_time);
  EXPECT_EQ(PeerOf(connection.get()), credentials);
  EXPECT_TRUE(process.IsAlive());

  // Yet it is not sleep that speaks.
  Peer accomplice([&](Steps&) { Write(socket_.get(), "in sleep's name"); });
  EXPECT_EQ(Read(connection.get()).writer.pid, accomplice.pid());
}

}  // namespace
}  // namespace identity
