// A pid is given out again: who looks a peer up by its pid may find another.

#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "common/os/unique_fd.h"
#include "common/peer/process.h"
#include "common/socket/stream_socket.h"
#include "gtest/gtest.h"
#include "tests/identity/meeting.h"
#include "tests/identity/namespaces.h"
#include "tests/identity/peers.h"
#include "tests/identity/proc_stat.h"

namespace identity {
namespace {

using ::uds::PeerProcess;
using ::uds::UniqueFd;

class PidReuseTest : public MeetingTest {
 protected:
  void SetUp() override {
    const std::string why = WhyNoNamespaces();
    if (!why.empty()) GTEST_SKIP() << why;
  }

  // A process connects socket_ and ends; the next one has its pid.
  pid_t ConnectAndDie() {
    Peer connector([&](Steps&) { Connect(socket_.get()); });
    connector.Finish();
    LetNextPidBe(connector.pid());
    return connector.pid();
  }

  // Shared by all: what the connector's accomplice goes on with.
  const UniqueFd socket_ = uds::NewStreamSocket().value();
};

TEST_F(PidReuseTest, LookedUpByPidATrustedProgramAnswersForADeadConnector) {
  InPidNamespace([&] {
    const pid_t pid = ConnectAndDie();
    Peer impostor([](Steps& steps) { steps.Execute({"sleep", "1000"}); });
    ASSERT_EQ(impostor.pid(), pid);
    const UniqueFd connection = Accept();
    Peer accomplice([&](Steps&) { Write(socket_.get(), "in sleep's name"); });
    EXPECT_EQ(Read(connection.get()).text, "in sleep's name");

    EXPECT_EQ(PeerOf(connection.get()).pid, pid);
    EXPECT_EQ(ReadProcStat(pid)->name, "sleep");
    // Whether it lives must not be asked by pid either, nor by a pidfd that is
    // made from it.
    EXPECT_EQ(::kill(pid, 0), 0);
    const UniqueFd late(::syscall(SYS_pidfd_open, pid, 0));
    EXPECT_EQ(::syscall(SYS_pidfd_send_signal, late.get(), 0, nullptr, 0), 0);
  });
}

TEST_F(PidReuseTest, ThePidfdOfTheConnectionKnowsThatTheConnectorIsGone) {
  const std::string why = WhyNoPeerProcess();
  if (!why.empty()) GTEST_SKIP() << why;
  InPidNamespace([&] {
    Peer connector([&](Steps& steps) {
      Connect(socket_.get());
      steps.Pause();
    });
    const UniqueFd connection = Accept();
    const PeerProcess process = PeerProcess::Of(connection.get()).value();
    EXPECT_TRUE(process.IsAlive());
    connector.Finish();
    LetNextPidBe(connector.pid());
    Peer impostor([](Steps& steps) { steps.Pause(); });
    ASSERT_EQ(impostor.pid(), PeerOf(connection.get()).pid);
    EXPECT_FALSE(process.IsAlive());
    // Also where it is made when the pid is the impostor's already.
    EXPECT_FALSE(PeerProcess::Of(connection.get())->IsAlive());
  });
}

// A clock tick is long: the pair of pid and start time names no process either.
TEST_F(PidReuseTest, EvenTheStartTimeCanBeTheSame) {
  InPidNamespace([&] {
    bool same = false;
    for (int round = 0; round < 1000 && !same; ++round) {
      Peer connector([&](Steps& steps) { steps.Pause(); });
      const auto first = ReadProcStat(connector.pid());
      connector.Finish();
      LetNextPidBe(connector.pid());
      Peer impostor([](Steps& steps) { steps.Pause(); });
      const auto second = ReadProcStat(impostor.pid());
      ASSERT_EQ(first->pid, second->pid);
      same = first->start_time == second->start_time;
    }
    EXPECT_TRUE(same) << "in none of 1000 rounds";
  });
}

}  // namespace
}  // namespace identity
