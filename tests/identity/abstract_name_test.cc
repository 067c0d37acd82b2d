// Abstract names: who can reach one, and which names are the same. unix(7)

#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "gtest/gtest.h"
#include "tests/identity/meeting.h"
#include "tests/identity/namespaces.h"
#include "tests/identity/peers.h"

namespace identity {
namespace {

using ::uds::UniqueFd;

// bind(2) or connect(2) of a new socket to the abstract name `name`, all of
// whose bytes count; the errno, or 0.
int Call(int (*call)(int, const sockaddr*, socklen_t), const UniqueFd& socket,
         std::string_view name) {
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  name.copy(address.sun_path + 1, sizeof(address.sun_path) - 1);
  const socklen_t length = offsetof(sockaddr_un, sun_path) + 1 + name.size();
  return call(socket.get(), reinterpret_cast<sockaddr*>(&address), length) == 0
             ? 0
             : errno;
}

UniqueFd NewSocket() { return uds::NewStreamSocket().value(); }

class AbstractNameTest : public MeetingTest {
 protected:
  AbstractNameTest() {
    EXPECT_EQ(Call(::bind, server_, name_), 0);
    EXPECT_EQ(::listen(server_.get(), 8), 0);
  }

  const std::string name_ =
      std::filesystem::path(directory_.path()).filename().string();
  const UniqueFd server_ = NewSocket();
};

TEST_F(AbstractNameTest, ANulBehindItMakesItAnother) {
  using std::string_literals::operator""s;
  EXPECT_EQ(Call(::connect, NewSocket(), name_), 0);
  EXPECT_EQ(Call(::connect, NewSocket(), name_ + "\0"s), ECONNREFUSED);
  const UniqueFd other = NewSocket();
  EXPECT_EQ(Call(::bind, other, name_ + "\0"s), 0);
  EXPECT_EQ(Call(::bind, NewSocket(), name_), EADDRINUSE);
}

// The path, beside it, leads there from everywhere.
TEST_F(AbstractNameTest, IsUnknownInAnotherNetworkNamespaceWhereAPathIsNot) {
  const std::string why = WhyNoNamespaces();
  if (!why.empty()) GTEST_SKIP() << why;
  Peer client([&](Steps&) {
    ASSERT_TRUE(EnterUserNamespace(0).ok());
    EXPECT_EQ(Call(::connect, NewSocket(), name_), 0);
    ASSERT_EQ(::unshare(CLONE_NEWNET), 0);
    EXPECT_EQ(Call(::connect, NewSocket(), name_), ECONNREFUSED);
    EXPECT_TRUE(uds::Connect(address_).ok());
  });
}

}  // namespace
}  // namespace identity
