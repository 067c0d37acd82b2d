#include "labs/05_systemd_activation/wrong_descriptors.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "common/socket/unix_address.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

using ::uds::UniqueFd;
using ::uds_testing::TempDirectory;

UniqueFd Bound(int type, const std::string& path) {
  UniqueFd fd(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
  const uds::UnixAddress address = uds::UnixAddress::FromPath(path).value();
  EXPECT_EQ(::bind(fd.get(), address.sockaddr(), address.length()), 0) << path;
  return fd;
}

}  // namespace

std::vector<WrongDescriptor> WrongOnes(const TempDirectory& directory) {
  std::vector<WrongDescriptor> wrong;
  wrong.push_back(
      {"a file", UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC))});
  // Which also binds it, to a port that is free.
  UniqueFd tcp(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::listen(tcp.get(), 8), 0);
  wrong.push_back({"a TCP socket", std::move(tcp)});
  wrong.push_back(
      {"a datagram socket", Bound(SOCK_DGRAM, directory.Path("datagrams"))});
  UniqueFd packets = Bound(SOCK_SEQPACKET, directory.Path("packets"));
  EXPECT_EQ(::listen(packets.get(), 8), 0);
  wrong.push_back({"a SOCK_SEQPACKET socket", std::move(packets)});
  wrong.push_back({"a socket that does not listen",
                   Bound(SOCK_STREAM, directory.Path("deaf"))});
  std::array<int, 2> pair;
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()),
            0);
  wrong.push_back({"a connection", UniqueFd(pair[0])});
  ::close(pair[1]);
  return wrong;
}

}  // namespace lab
