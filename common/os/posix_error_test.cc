#include "common/os/posix_error.h"

#include <unistd.h>

#include <cerrno>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

TEST(PosixErrorTest, NamesTheCallAndItsObject) {
  const absl::Status status = PosixError("bind", "/run/x.sock", EACCES);
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(status.message(), "bind(/run/x.sock): Permission denied");
}

TEST(PosixErrorTest, NamesADescriptor) {
  EXPECT_EQ(PosixError("recv", 7, ECONNRESET).message(),
            "recv(fd 7): Connection reset by peer");
}

TEST(PosixErrorTest, LeavesOutAnEmptyObject) {
  EXPECT_EQ(PosixError("epoll_wait", "", EINTR).message(),
            "epoll_wait: Interrupted system call");
}

TEST(PosixErrorTest, ReadsErrnoOfTheCallBeforeIt) {
  ASSERT_EQ(::close(-1), -1);
  EXPECT_EQ(PosixError("close", "fd -1").message(),
            "close(fd -1): Bad file descriptor");
}

}  // namespace
}  // namespace uds
