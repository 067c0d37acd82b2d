#include "common/os/signal_fd.h"

#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <optional>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

bool IsReadable(int fd) {
  pollfd request{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&request, 1, /*timeout=*/0) == 1;
}

TEST(SignalFdTest, IsQuietUntilASignalIsPending) {
  absl::StatusOr<SignalFd> signals = SignalFd::Create({SIGUSR1});
  ASSERT_TRUE(signals.ok()) << signals.status();
  EXPECT_FALSE(IsReadable(signals->fd()));
  const absl::StatusOr<std::optional<int>> none = signals->Take();
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_EQ(*none, std::nullopt);
}

TEST(SignalFdTest, TakesEachPendingSignalOnce) {
  absl::StatusOr<SignalFd> signals = SignalFd::Create({SIGUSR1, SIGTERM});
  ASSERT_TRUE(signals.ok()) << signals.status();
  // Fatal, were they not blocked.
  ::kill(::getpid(), SIGUSR1);
  ::kill(::getpid(), SIGTERM);
  EXPECT_TRUE(IsReadable(signals->fd()));
  EXPECT_EQ(signals->Take().value(), SIGUSR1);
  EXPECT_EQ(signals->Take().value(), SIGTERM);
  EXPECT_EQ(signals->Take().value(), std::nullopt);
}

TEST(SignalFdTest, LeavesASignalIgnoredThatIsIgnoredAlready) {
  ::signal(SIGHUP, SIG_IGN);
  absl::StatusOr<SignalFd> signals = SignalFd::Create({SIGHUP});
  ASSERT_TRUE(signals.ok()) << signals.status();
  ::kill(::getpid(), SIGHUP);
  EXPECT_EQ(signals->Take().value(), std::nullopt);
  ::signal(SIGHUP, SIG_DFL);
}

TEST(SignalFdTest, RefusesWhatIsNoSignal) {
  EXPECT_EQ(SignalFd::Create({4711}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace uds
