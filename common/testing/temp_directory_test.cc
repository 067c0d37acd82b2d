#include "common/testing/temp_directory.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"

namespace uds_testing {
namespace {

TEST(TempDirectoryTest, IsPrivateAndShortAndRemovedWithItsContents) {
  std::string path;
  {
    const TempDirectory directory;
    path = directory.path();
    EXPECT_LT(path.size(), 20u);
    struct stat found;
    ASSERT_EQ(::stat(path.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0700u);
    std::filesystem::create_directory(directory.Path("sub"));
    std::ofstream(directory.Path("sub/file")) << "content";
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TempDirectoryTest, NoTwoAreTheSame) {
  const TempDirectory first;
  const TempDirectory second;
  EXPECT_NE(first.path(), second.path());
}

}  // namespace
}  // namespace uds_testing
