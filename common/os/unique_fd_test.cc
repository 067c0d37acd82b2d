#include "common/os/unique_fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "gtest/gtest.h"

namespace uds {
namespace {

bool IsOpen(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

UniqueFd OpenSomething() {
  return UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

TEST(UniqueFdTest, OwnsNothingByDefault) {
  const UniqueFd none;
  EXPECT_FALSE(none.valid());
  EXPECT_EQ(none.get(), -1);
}

TEST(UniqueFdTest, TakesAFailedCallForNone) {
  EXPECT_FALSE(UniqueFd(-1).valid());
  EXPECT_FALSE(UniqueFd(-22).valid());
}

TEST(UniqueFdTest, ClosesWhenItGoesOutOfScope) {
  int borrowed;
  {
    const UniqueFd fd = OpenSomething();
    borrowed = fd.get();
    ASSERT_TRUE(IsOpen(borrowed));
  }
  EXPECT_FALSE(IsOpen(borrowed));
}

TEST(UniqueFdTest, AMoveHandsTheDescriptorOn) {
  UniqueFd first = OpenSomething();
  const int borrowed = first.get();
  const UniqueFd second = std::move(first);
  EXPECT_FALSE(first.valid());  // NOLINT(bugprone-use-after-move): the point
  EXPECT_EQ(second.get(), borrowed);
  EXPECT_TRUE(IsOpen(borrowed));
}

TEST(UniqueFdTest, MoveAssignmentClosesWhatWasOwnedBefore) {
  UniqueFd target = OpenSomething();
  const int old = target.get();
  UniqueFd source = OpenSomething();
  const int fresh = source.get();
  target = std::move(source);
  EXPECT_FALSE(IsOpen(old));
  EXPECT_TRUE(IsOpen(fresh));
  EXPECT_EQ(target.get(), fresh);
}

TEST(UniqueFdTest, MoveAssignmentToItselfKeepsTheDescriptor) {
  UniqueFd fd = OpenSomething();
  UniqueFd& same = fd;
  fd = std::move(same);
  EXPECT_TRUE(IsOpen(fd.get()));
}

TEST(UniqueFdTest, ReleaseLeavesItOpen) {
  UniqueFd fd = OpenSomething();
  const int released = fd.Release();
  EXPECT_FALSE(fd.valid());
  EXPECT_TRUE(IsOpen(released));
  ::close(released);
}

TEST(UniqueFdTest, ResetKeepsErrno) {
  UniqueFd fd = OpenSomething();
  ::close(fd.get());  // so that the close in Reset fails with EBADF
  errno = EADDRINUSE;
  fd.Reset();
  EXPECT_EQ(errno, EADDRINUSE);
}

}  // namespace
}  // namespace uds
