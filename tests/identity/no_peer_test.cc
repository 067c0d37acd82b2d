// Sockets of which the kernel knows no peer: it answers all the same.

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"
#include "common/peer/credentials.h"
#include "gtest/gtest.h"
#include "tests/identity/meeting.h"

namespace identity {
namespace {

using ::uds::PeerCredentials;
using ::uds::UniqueFd;

constexpr PeerCredentials kNobody = {0, static_cast<uid_t>(-1),
                                     static_cast<gid_t>(-1)};

UniqueFd NewSocket(int domain, int type) {
  return UniqueFd(::socket(domain, type | SOCK_CLOEXEC, 0));
}

// getsockopt(2) without a look at what it answers, as in the articles.
PeerCredentials Unchecked(int fd) {
  ucred found;
  socklen_t length = sizeof(found);
  EXPECT_EQ(::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &found, &length), 0);
  return {found.pid, found.uid, found.gid};
}

// The kernel's call succeeds and names nobody; ours refuses.
void ExpectNoPeer(int fd) {
  EXPECT_EQ(Unchecked(fd), kNobody);
  EXPECT_EQ(uds::GetPeerCredentials(fd).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

// Both ends of a connection over 127.0.0.1, within this process.
std::pair<UniqueFd, UniqueFd> ConnectedTcp() {
  const UniqueFd listener = NewSocket(AF_INET, SOCK_STREAM);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* const name = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(listener.get(), name, length), 0);
  EXPECT_EQ(::listen(listener.get(), 1), 0);
  EXPECT_EQ(::getsockname(listener.get(), name, &length), 0);
  UniqueFd client = NewSocket(AF_INET, SOCK_STREAM);
  EXPECT_EQ(::connect(client.get(), name, length), 0);
  UniqueFd server(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
  EXPECT_TRUE(server.valid());
  return {std::move(client), std::move(server)};
}

class NoPeerTest : public MeetingTest {};

TEST_F(NoPeerTest, ASocketThatIsNotConnectedHasNone) {
  ExpectNoPeer(NewSocket(AF_UNIX, SOCK_STREAM).get());
  ExpectNoPeer(NewSocket(AF_UNIX, SOCK_SEQPACKET).get());
  const UniqueFd connected = Connected();
  EXPECT_EQ(Unchecked(connected.get()).pid, ::getpid());
}

TEST_F(NoPeerTest, ADatagramSocketHasNoneEvenIfItIsConnected) {
  const auto address =
      uds::UnixAddress::FromPath(directory_.Path("datagram")).value();
  const UniqueFd server = NewSocket(AF_UNIX, SOCK_DGRAM);
  ASSERT_EQ(::bind(server.get(), address.sockaddr(), address.length()), 0);
  const UniqueFd client = NewSocket(AF_UNIX, SOCK_DGRAM);
  ASSERT_EQ(::connect(client.get(), address.sockaddr(), address.length()), 0);
  ExpectNoPeer(server.get());
  ExpectNoPeer(client.get());
}

TEST_F(NoPeerTest, TheWriterOfADatagramIsNamedByTheMessage) {
  const auto address =
      uds::UnixAddress::FromPath(directory_.Path("datagram")).value();
  const UniqueFd server = NewSocket(AF_UNIX, SOCK_DGRAM);
  ASSERT_EQ(::bind(server.get(), address.sockaddr(), address.length()), 0);
  const int yes = 1;
  ASSERT_EQ(
      ::setsockopt(server.get(), SOL_SOCKET, SO_PASSCRED, &yes, sizeof(yes)),
      0);
  const UniqueFd client = NewSocket(AF_UNIX, SOCK_DGRAM);
  ASSERT_EQ(::connect(client.get(), address.sockaddr(), address.length()), 0);
  Write(client.get(), "datagram");
  EXPECT_EQ(Read(server.get()).writer.pid, ::getpid());
}

TEST_F(NoPeerTest, ATcpConnectionHasNoneAtEitherEndEvenWithinOneProcess) {
  const auto [client, server] = ConnectedTcp();
  ExpectNoPeer(client.get());
  ExpectNoPeer(server.get());
}

}  // namespace
}  // namespace identity
