#include "common/socket/default_path.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "absl/status/status.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using ::testing::HasSubstr;
using ::uds_testing::TempDirectory;

class DefaultPathTest : public ::testing::Test {
 protected:
  static void SetRuntimeDirectory(const std::string& path) {
    ASSERT_EQ(::setenv("XDG_RUNTIME_DIR", path.c_str(), /*overwrite=*/1), 0);
  }

  const TempDirectory directory_;
};

TEST_F(DefaultPathTest, IsInTheRuntimeDirectory) {
  SetRuntimeDirectory(directory_.path());
  EXPECT_EQ(DefaultSocketPath("e.sock").value(), directory_.Path("e.sock"));
}

TEST_F(DefaultPathTest, IsInADirectoryOfOursUnderTmpWithoutOne) {
  const std::string fallback = "/tmp/uds-labs-" + std::to_string(::geteuid());
  for (const bool set : {true, false}) {
    ASSERT_EQ(set ? ::setenv("XDG_RUNTIME_DIR", "", 1)
                  : ::unsetenv("XDG_RUNTIME_DIR"),
              0);
    EXPECT_EQ(DefaultSocketPath("e.sock").value(), fallback + "/e.sock");
    struct stat found;
    ASSERT_EQ(::lstat(fallback.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0700u);
  }
}

TEST_F(DefaultPathTest, RefusesADirectoryOfSomebodyElse) {
  // /proc/1 belongs to root, or is foreign where root is mapped elsewhere.
  if (::geteuid() == 0) GTEST_SKIP() << "as root every directory here is ours";
  SetRuntimeDirectory("/");
  const absl::Status status = DefaultSocketPath("e.sock").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("belongs to UID"));
}

TEST_F(DefaultPathTest, RefusesADirectoryThatOthersMayWriteTo) {
  ASSERT_EQ(::chmod(directory_.path().c_str(), 01777), 0);
  SetRuntimeDirectory(directory_.path());
  const absl::Status status = DefaultSocketPath("e.sock").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("mode 1777"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("--socket"));
}

TEST_F(DefaultPathTest, RefusesASymlinkAlsoToADirectoryOfOurs) {
  const TempDirectory target;
  const std::string link = directory_.Path("link");
  ASSERT_EQ(::symlink(target.path().c_str(), link.c_str()), 0);
  SetRuntimeDirectory(link);
  EXPECT_EQ(DefaultSocketPath("e.sock").status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(DefaultPathTest, NamesADirectoryThatIsMissing) {
  SetRuntimeDirectory(directory_.Path("none"));
  const absl::Status status = DefaultSocketPath("e.sock").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr(directory_.Path("none")));
}

}  // namespace
}  // namespace uds
