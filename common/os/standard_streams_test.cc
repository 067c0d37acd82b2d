#include "common/os/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

TEST(StandardStreamsTest, NamesTheOneThatIsClosed) {
  EXPECT_EQ(CheckStandardStreams(), absl::OkStatus());
  const UniqueFd saved(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
  ASSERT_TRUE(saved.valid());
  ::close(STDIN_FILENO);
  const absl::Status status = CheckStandardStreams();
  ASSERT_EQ(::dup2(saved.get(), STDIN_FILENO), STDIN_FILENO);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("stdin"));
  EXPECT_EQ(CheckStandardStreams(), absl::OkStatus());
}

}  // namespace
}  // namespace uds
