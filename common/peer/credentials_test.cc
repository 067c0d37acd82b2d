#include "common/peer/credentials.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

PeerCredentials Self() { return {::getpid(), ::geteuid(), ::getegid()}; }

absl::StatusCode CodeOf(int domain, int type) {
  const UniqueFd fd(::socket(domain, type | SOCK_CLOEXEC, 0));
  return GetPeerCredentials(fd.get()).status().code();
}

TEST(PeerCredentialsTest, OfASocketPairAreThoseOfItsMaker) {
  const auto [left, right] = SocketPair().value();
  EXPECT_EQ(GetPeerCredentials(left.get()).value(), Self());
}

TEST(PeerCredentialsTest, NameTheProcessThatConnectedAndTheOneThatListens) {
  const uds_testing::TempDirectory directory;
  const UnixAddress address =
      UnixAddress::FromPath(directory.Path("s")).value();
  const UniqueFd listener = NewStreamSocket().value();
  ASSERT_EQ(::bind(listener.get(), address.sockaddr(), address.length()), 0);
  ASSERT_EQ(::listen(listener.get(), 1), 0);

  const pid_t child = ::fork();
  if (child == 0) {
    const absl::StatusOr<UniqueFd> fd = Connect(address);
    const bool sees_server =
        fd.ok() && GetPeerCredentials(fd->get())->pid == ::getppid();
    ::_exit(sees_server ? 0 : 1);
  }
  int status;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0) << "the client did not see the server's pid";

  // The client has connected, ended and been reaped; the kernel still tells.
  const AcceptResult accepted = Accept(listener.get()).value();
  ASSERT_EQ(accepted.outcome, AcceptResult::kAccepted);
  const PeerCredentials expected = {child, ::geteuid(), ::getegid()};
  EXPECT_EQ(GetPeerCredentials(accepted.socket.get()).value(), expected);
}

TEST(PeerCredentialsTest, AreRefusedWhereTheKernelWouldAnswerMinusOne) {
  EXPECT_EQ(CodeOf(AF_UNIX, SOCK_STREAM),  // not connected
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeOf(AF_UNIX, SOCK_DGRAM), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeOf(AF_INET, SOCK_STREAM),
            absl::StatusCode::kFailedPrecondition);
}

// A trap of the kernel's that the header warns of, held fast here.
TEST(PeerCredentialsTest, OfAListeningSocketAreItsOwn) {
  const uds_testing::TempDirectory directory;
  const UnixAddress address =
      UnixAddress::FromPath(directory.Path("s")).value();
  const UniqueFd listener = NewStreamSocket().value();
  ASSERT_EQ(::bind(listener.get(), address.sockaddr(), address.length()), 0);
  ASSERT_EQ(::listen(listener.get(), 1), 0);
  EXPECT_EQ(GetPeerCredentials(listener.get()).value(), Self());
}

TEST(PeerCredentialsTest, OfWhatIsNoSocketAreAnError) {
  int fds[2];
  ASSERT_EQ(::pipe(fds), 0);
  const UniqueFd read_end(fds[0]);
  const UniqueFd write_end(fds[1]);
  EXPECT_FALSE(GetPeerCredentials(read_end.get()).ok());
}

}  // namespace
}  // namespace uds
