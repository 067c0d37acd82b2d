// What the kernel does with Unix sockets where one might expect otherwise. No
// code of ours is under test: this is why it is as it is, and where it does not
// use datagrams or packets yet, what it will have to reckon with. unix(7)

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "common/os/unique_fd.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using std::string_literals::operator""s;

constexpr size_t kPathBytes = sizeof(sockaddr_un::sun_path);

UniqueFd NewSocket(int type) {
  return UniqueFd(::socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

std::pair<UniqueFd, UniqueFd> Pair(int type) {
  int fds[2];
  EXPECT_EQ(::socketpair(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds),
            0);
  return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

int Call(int (*call)(int, const sockaddr*, socklen_t), const UniqueFd& socket,
         std::string_view path) {
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  path.copy(address.sun_path, kPathBytes);
  const socklen_t length = offsetof(sockaddr_un, sun_path) + path.size();
  return call(socket.get(), reinterpret_cast<sockaddr*>(&address), length) == 0
             ? 0
             : errno;
}

class KernelTest : public ::testing::Test {
 protected:
  bool Exists(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
  }

  const uds_testing::TempDirectory directory_;
};

// So a program that copies 108 bytes, and reads them back as a C string, reads
// beyond them.
TEST_F(KernelTest, TakesAPathThatFillsTheAddressWithoutATerminator) {
  std::string path = directory_.Path("");
  path.resize(kPathBytes, 'a');
  EXPECT_EQ(Call(::bind, NewSocket(SOCK_STREAM), path), 0);
  EXPECT_TRUE(Exists(path));
}

TEST_F(KernelTest, BindsThePartOfAPathThatStandsBeforeANul) {
  const std::string path = directory_.Path("a");
  EXPECT_EQ(Call(::bind, NewSocket(SOCK_STREAM), path + "\0b"s), 0);
  EXPECT_TRUE(Exists(path));
}

TEST_F(KernelTest, RefusesToConnectToAFileAndToWhatDoesNotListenAlike) {
  const std::string path = directory_.Path("s");
  const UniqueFd bound = NewSocket(SOCK_STREAM);
  ASSERT_EQ(Call(::bind, bound, path), 0);
  EXPECT_EQ(Call(::connect, NewSocket(SOCK_STREAM), path), ECONNREFUSED);
  EXPECT_EQ(Call(::connect, NewSocket(SOCK_STREAM), directory_.path()),
            ECONNREFUSED);
}

TEST_F(KernelTest, CutsADatagramThatIsTooLargeAndSaysSo) {
  const auto [left, right] = Pair(SOCK_DGRAM);
  ASSERT_EQ(::send(left.get(), "datagram", 8, 0), 8);
  std::array<char, 4> buffer;
  iovec piece = {buffer.data(), buffer.size()};
  msghdr message = {};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  EXPECT_EQ(::recvmsg(right.get(), &message, 0), 4);
  EXPECT_NE(message.msg_flags & MSG_TRUNC, 0);
  // The rest of it is lost, and not the beginning of the next.
  EXPECT_EQ(::recv(right.get(), buffer.data(), buffer.size(), 0), -1);
  EXPECT_EQ(errno, EAGAIN);
}

TEST_F(KernelTest, RefusesADatagramThatIsLargerThanTheSendBuffer) {
  const auto [left, right] = Pair(SOCK_DGRAM);
  int size = 0;
  socklen_t length = sizeof(size);
  ASSERT_EQ(::getsockopt(left.get(), SOL_SOCKET, SO_SNDBUF, &size, &length), 0);
  const std::string large(size, '.');
  EXPECT_EQ(::send(left.get(), large.data(), large.size(), 0), -1);
  EXPECT_EQ(errno, EMSGSIZE);
}

TEST_F(KernelTest, DeliversAnEmptyPacketThatLooksLikeTheEnd) {
  auto [left, right] = Pair(SOCK_SEQPACKET);
  ASSERT_EQ(::send(left.get(), "", 0, 0), 0);
  ASSERT_EQ(::send(left.get(), "x", 1, 0), 1);
  std::array<char, 4> buffer;
  EXPECT_EQ(::recv(right.get(), buffer.data(), buffer.size(), 0), 0);
  EXPECT_EQ(::recv(right.get(), buffer.data(), buffer.size(), 0), 1);
  left.Reset();
  EXPECT_EQ(::recv(right.get(), buffer.data(), buffer.size(), 0), 0);
}

TEST_F(KernelTest, RefusesADatagramWhereTheReceiversQueueIsFull) {
  const auto [left, right] = Pair(SOCK_DGRAM);
  constexpr int kMany = 100'000;
  int sent = 0;
  while (sent < kMany && ::send(left.get(), "x", 1, 0) == 1) ++sent;
  EXPECT_LT(sent, kMany);
  EXPECT_EQ(errno, EAGAIN);
  std::array<char, 4> buffer;
  EXPECT_EQ(::recv(right.get(), buffer.data(), buffer.size(), 0), 1);
}

TEST_F(KernelTest, TellsASenderOnceThatItsReceiverIsGoneAndThenForgetsIt) {
  const std::string path = directory_.Path("s");
  UniqueFd receiver = NewSocket(SOCK_DGRAM);
  ASSERT_EQ(Call(::bind, receiver, path), 0);
  const UniqueFd sender = NewSocket(SOCK_DGRAM);
  ASSERT_EQ(Call(::connect, sender, path), 0);
  ASSERT_EQ(::send(sender.get(), "x", 1, 0), 1);
  receiver.Reset();
  EXPECT_EQ(::send(sender.get(), "x", 1, 0), -1);
  EXPECT_EQ(errno, ECONNREFUSED);
  EXPECT_EQ(::send(sender.get(), "x", 1, 0), -1);
  EXPECT_EQ(errno, ENOTCONN);
}

}  // namespace
}  // namespace uds
