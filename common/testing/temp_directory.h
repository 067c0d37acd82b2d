// A directory of one's own with a short name.
//
//   const uds_testing::TempDirectory directory;
//   const std::string path = directory.Path("echo.sock");  // about 25 bytes
//
// Not TEST_TMPDIR: Bazel's is longer than the 107 bytes of a socket's path.
#ifndef COMMON_TESTING_TEMP_DIRECTORY_H_
#define COMMON_TESTING_TEMP_DIRECTORY_H_

#include <string>
#include <string_view>

namespace uds_testing {

// Made with mode 0700 under /tmp, or under $UDS_LABS_SCRATCH where whoever
// starts a test wants to remove what it leaves if it has to be killed; removed
// with all that is in it. Aborts
// the program if it cannot be made: no test has a meaning then. A program that
// is killed leaves it behind, unless it has a guard (guard.h).
class TempDirectory {
 public:
  TempDirectory();
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;
  ~TempDirectory();

  const std::string& path() const { return path_; }

  // The path of `name` in it.
  std::string Path(std::string_view name) const;

 private:
  std::string path_;
};

}  // namespace uds_testing

#endif  // COMMON_TESTING_TEMP_DIRECTORY_H_
