#include "common/socket/default_address.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using ::testing::HasSubstr;
using ::uds_testing::TempDirectory;

class DefaultAddressTest : public ::testing::Test {
 protected:
  static void SetRuntimeDirectory(const std::string& path) {
    ASSERT_EQ(::setenv("XDG_RUNTIME_DIR", path.c_str(), /*overwrite=*/1), 0);
  }

  const TempDirectory directory_;
};

TEST_F(DefaultAddressTest, IsInTheRuntimeDirectory) {
  SetRuntimeDirectory(directory_.path());
  EXPECT_EQ(DefaultSocketPath("e.sock").value(), directory_.Path("e.sock"));
}

TEST_F(DefaultAddressTest, IsInADirectoryOfOursUnderTmpWithoutOne) {
  const std::string fallback = "/tmp/uds-labs-" + std::to_string(::geteuid());
  // It is the real one: there is no other way to see it made, and programs on
  // this machine may use it at the same time. So it stays.
  const bool is_new = !std::filesystem::exists(fallback);
  for (const bool set : {true, false}) {
    ASSERT_EQ(set ? ::setenv("XDG_RUNTIME_DIR", "", 1)
                  : ::unsetenv("XDG_RUNTIME_DIR"),
              0);
    EXPECT_EQ(DefaultSocketPath("e.sock").value(), fallback + "/e.sock");
    struct stat found;
    ASSERT_EQ(::lstat(fallback.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0022, 0u);
    if (is_new) {
      EXPECT_EQ(found.st_mode & 0777, 0700u);
    }
  }
}

TEST_F(DefaultAddressTest, RefusesADirectoryThatOthersMayWriteTo) {
  ASSERT_EQ(::chmod(directory_.path().c_str(), 01777), 0);
  SetRuntimeDirectory(directory_.path());
  const absl::Status status = DefaultSocketPath("e.sock").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("mode 1777"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("--socket"));
}

TEST_F(DefaultAddressTest, RefusesASymlinkAlsoToADirectoryOfOurs) {
  const TempDirectory target;
  const std::string link = directory_.Path("link");
  ASSERT_EQ(::symlink(target.path().c_str(), link.c_str()), 0);
  SetRuntimeDirectory(link);
  EXPECT_EQ(DefaultSocketPath("e.sock").status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(DefaultAddressTest, NamesADirectoryThatIsMissing) {
  SetRuntimeDirectory(directory_.Path("none"));
  const absl::Status status = DefaultSocketPath("e.sock").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr(directory_.Path("none") + " does not exist"));
}

TEST_F(DefaultAddressTest, RefusesARelativeDirectory) {
  SetRuntimeDirectory("run");
  const absl::Status status = DefaultSocketPath("e.sock").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("absolute"));
}

TEST_F(DefaultAddressTest, IsUsedOnlyWhereNoAddressIsGiven) {
  SetRuntimeDirectory(directory_.path());
  EXPECT_EQ(AddressOrDefault("", "e.sock")->ToString(),
            directory_.Path("e.sock"));
  EXPECT_EQ(AddressOrDefault("@name", "e.sock")->ToString(), "@name");
  SetRuntimeDirectory(directory_.Path("none"));
  EXPECT_EQ(AddressOrDefault("given", "e.sock")->ToString(), "given");
}

}  // namespace
}  // namespace uds
