#include "common/peer/process.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"
#include "common/peer/credentials.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::uds_testing::Injection;
using ::uds_testing::TracedProcess;

// Empty, or what the kernel lacks.
std::string WhyNoPidfd() {
  const auto [left, right] = SocketPair().value();
  const absl::Status status = PeerProcess::Of(left.get()).status();
  if (!absl::IsUnimplemented(status)) return "";
  return std::string(status.message());
}

// A server, and a client that has connected and waits to be killed.
class PeerProcessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string why = WhyNoPidfd();
    if (!why.empty()) GTEST_SKIP() << why;
  }

  PeerProcessTest() {
    int fds[2];
    EXPECT_EQ(::pipe2(fds, O_CLOEXEC), 0);
    const UniqueFd connected(fds[0]);
    UniqueFd write_end(fds[1]);
    client_ = ::fork();
    if (client_ < 0) std::abort();  // to kill(2), -1 is everybody
    if (client_ == 0) {
      const absl::StatusOr<UniqueFd> fd = Connect(address_);
      if (!fd.ok() || ::write(write_end.get(), "c", 1) != 1) ::_exit(1);
      while (true) ::pause();
    }
    write_end.Reset();
    char byte;
    EXPECT_EQ(::read(connected.get(), &byte, 1), 1);
  }

  ~PeerProcessTest() override { End(0); }

  // Kills the client. With WNOWAIT it stays behind as a zombie.
  void End(int flags) {
    ::kill(client_, SIGKILL);
    siginfo_t ignored;
    ::waitid(P_PID, client_, &ignored, WEXITED | flags);
  }

  UniqueFd AcceptClient() {
    AcceptResult accepted = listener_->Accept().value();
    EXPECT_EQ(accepted.outcome, AcceptResult::kAccepted);
    EXPECT_EQ(GetPeerCredentials(accepted.socket.get())->pid, client_);
    return std::move(accepted.socket);
  }

  const uds_testing::TempDirectory directory_;
  const UnixAddress address_ =
      UnixAddress::FromPath(directory_.Path("s")).value();
  const std::unique_ptr<Listener> listener_ =
      UnixListener::Create(address_, 0600).value();
  pid_t client_;
};

TEST_F(PeerProcessTest, IsAliveUntilItsEndAndNeitherAsAZombieNorLater) {
  const UniqueFd connection = AcceptClient();
  const PeerProcess process = PeerProcess::Of(connection.get()).value();
  EXPECT_TRUE(process.IsAlive());
  End(WNOWAIT);
  EXPECT_EQ(::kill(client_, 0), 0);  // kill(2) still finds the zombie
  EXPECT_FALSE(process.IsAlive());
  End(0);
  EXPECT_FALSE(process.IsAlive());
}

TEST_F(PeerProcessTest, OfAClientThatIsGoneBeforeItIsAcceptedHasEnded) {
  End(0);
  const UniqueFd connection = AcceptClient();
  const auto process = PeerProcess::Of(connection.get());
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_FALSE(process->IsAlive());
}

TEST_F(PeerProcessTest, LeaksNoDescriptorIntoOtherPrograms) {
  const UniqueFd connection = AcceptClient();
  const int lowest = UniqueFd(::dup(STDIN_FILENO)).get();
  const PeerProcess process = PeerProcess::Of(connection.get()).value();
  EXPECT_EQ(::fcntl(lowest, F_GETFD), FD_CLOEXEC);
}

TEST_F(PeerProcessTest, WhereTheKernelKnowsOfNoPeerThereIsNone) {
  const std::pair<int, int> kinds[] = {{AF_UNIX, SOCK_STREAM},  // unconnected
                                       {AF_UNIX, SOCK_DGRAM},
                                       {AF_INET, SOCK_STREAM}};
  for (const auto& [domain, type] : kinds) {
    const UniqueFd fd(::socket(domain, type | SOCK_CLOEXEC, 0));
    EXPECT_EQ(PeerProcess::Of(fd.get()).status().code(),
              absl::StatusCode::kFailedPrecondition);
  }
}

// Other kernels' answers to getsockopt(2), given by strace.
class PeerProcessKernelTest : public ::testing::Test {
 protected:
  static std::string With(const Injection& injection) {
    const auto traced = TracedProcess::Start({"common/peer/process_probe"},
                                             {.injections = {injection}});
    EXPECT_TRUE(traced.ok()) << traced.status();
    const auto run = (*traced)->Finish();
    EXPECT_TRUE(run.ok()) << run.status();
    return run->output;
  }
};

TEST_F(PeerProcessKernelTest, WithoutThatOptionItIsUnimplemented) {
  EXPECT_THAT(With(Injection::Error("getsockopt", "ENOPROTOOPT")),
              AllOf(StartsWith("UNIMPLEMENTED: "), HasSubstr("Linux 6.5")));
}

TEST_F(PeerProcessKernelTest, WithoutAPidfdOfTheDeadItHasEnded) {
  EXPECT_EQ(With(Injection::Error("getsockopt", "EINVAL").On(1)), "ended\n");
  EXPECT_EQ(With(Injection::Error("getsockopt", "ESRCH").On(1)), "ended\n");
}

TEST_F(PeerProcessKernelTest, OtherTroubleIsAnErrorAndNoEnd) {
  EXPECT_THAT(With(Injection::Error("getsockopt", "EMFILE").On(1)),
              StartsWith("RESOURCE_EXHAUSTED: getsockopt SO_PEERPIDFD"));
}

}  // namespace
}  // namespace uds
