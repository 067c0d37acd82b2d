#include "common/socket/path_lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

absl::StatusCode CodeOf(const std::string& path) {
  return PathLock::Acquire(path).status().code();
}

class PathLockTest : public ::testing::Test {
 protected:
  const uds_testing::TempDirectory directory_;
};

TEST_F(PathLockTest, HasOneHolderUntilItIsDestroyed) {
  const std::string path = directory_.Path("s");
  {
    const absl::StatusOr<PathLock> lock = PathLock::Acquire(path);
    ASSERT_TRUE(lock.ok()) << lock.status();
    EXPECT_EQ(CodeOf(path), absl::StatusCode::kAlreadyExists);
  }
  EXPECT_EQ(CodeOf(path), absl::StatusCode::kOk);
}

TEST_F(PathLockTest, AllSpellingsOfAPathAreOneLock) {
  std::filesystem::create_directory_symlink(directory_.path(),
                                            directory_.Path("link"));
  std::filesystem::current_path(directory_.path());
  const absl::StatusOr<PathLock> lock = PathLock::Acquire("s");
  ASSERT_TRUE(lock.ok()) << lock.status();
  for (const std::string& path :
       {directory_.Path("s"), directory_.Path("./s"), directory_.Path("link/s"),
        std::string("./s")}) {
    EXPECT_EQ(CodeOf(path), absl::StatusCode::kAlreadyExists) << path;
  }
  EXPECT_EQ(CodeOf("t"), absl::StatusCode::kOk);
}

TEST_F(PathLockTest, LongNamesThatDifferOnlyAtTheEndAreTwoLocks) {
  const std::string name(200, 'n');
  const absl::StatusOr<PathLock> lock =
      PathLock::Acquire(directory_.Path(name + "1"));
  ASSERT_TRUE(lock.ok()) << lock.status();
  EXPECT_EQ(CodeOf(directory_.Path(name + "1")),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(CodeOf(directory_.Path(name + "2")), absl::StatusCode::kOk);
}

TEST_F(PathLockTest, LeavesNoFile) {
  const absl::StatusOr<PathLock> lock = PathLock::Acquire(directory_.Path("s"));
  ASSERT_TRUE(lock.ok()) << lock.status();
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(PathLockTest, TheKernelFreesItWhenItsHolderDies) {
  const std::string path = directory_.Path("s");
  const pid_t child = ::fork();
  if (child == 0) {
    static std::optional<PathLock> held;  // not destroyed by _exit(2)
    absl::StatusOr<PathLock> lock = PathLock::Acquire(path);
    if (lock.ok()) held.emplace(*std::move(lock));
    ::_exit(held.has_value() ? 0 : 1);
  }
  int status;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(CodeOf(path), absl::StatusCode::kOk);
}

TEST_F(PathLockTest, NamesADirectoryThatIsMissing) {
  const absl::Status status =
      PathLock::Acquire(directory_.Path("none/s")).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace uds
