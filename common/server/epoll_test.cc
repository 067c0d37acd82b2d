#include "common/server/epoll.h"

#include <sys/socket.h>

#include <chrono>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

constexpr std::chrono::milliseconds kNow(0);

class EpollTest : public ::testing::Test {
 protected:
  Epoll epoll_ = Epoll::Create().value();
  std::pair<UniqueFd, UniqueFd> sockets_ = SocketPair().value();
  int tag_ = 0;
};

TEST_F(EpollTest, ReportsWhatIsReadyWithItsTagUntilItIsRead) {
  ASSERT_TRUE(epoll_.Add(sockets_.first.get(), EPOLLIN, &tag_).ok());
  EXPECT_TRUE(epoll_.Wait(kNow)->empty());
  ASSERT_TRUE(Send(sockets_.second.get(), "x").ok());
  for (int i = 0; i < 2; ++i) {  // level-triggered
    const auto events = epoll_.Wait(std::nullopt).value();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].events, static_cast<uint32_t>(EPOLLIN));
    EXPECT_EQ(events[0].data.ptr, &tag_);
  }
}

TEST_F(EpollTest, ModifyChangesWhatIsWatchedAndRemoveEndsIt) {
  ASSERT_TRUE(epoll_.Add(sockets_.first.get(), EPOLLIN, &tag_).ok());
  ASSERT_TRUE(epoll_.Modify(sockets_.first.get(), EPOLLOUT, &tag_).ok());
  EXPECT_EQ(epoll_.Wait(kNow)->size(), 1u);
  ASSERT_TRUE(epoll_.Remove(sockets_.first.get()).ok());
  EXPECT_TRUE(epoll_.Wait(kNow)->empty());
}

TEST_F(EpollTest, RefusesADescriptorTwiceAndOneThatIsNotThere) {
  ASSERT_TRUE(epoll_.Add(sockets_.first.get(), 0, &tag_).ok());
  EXPECT_EQ(epoll_.Add(sockets_.first.get(), 0, &tag_).code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(epoll_.Remove(sockets_.second.get()).code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace uds
