#include "common/os/file_mode.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

TEST(FileModeTest, IsReadAsOctalWithAndWithoutALeadingZero) {
  for (const char* const text : {"0660", "660"}) {
    FileMode mode{};
    std::string error;
    ASSERT_TRUE(AbslParseFlag(text, &mode, &error)) << error;
    EXPECT_EQ(mode.bits, 0660u);
  }
}

TEST(FileModeTest, TakesNoPermissionsAtAll) {
  FileMode mode{0777};
  std::string error;
  ASSERT_TRUE(AbslParseFlag("0", &mode, &error)) << error;
  EXPECT_EQ(mode.bits, 0u);
}

TEST(FileModeTest, RefusesWhatIsNoPermissionBits) {
  for (const char* const text :
       {"", "8", "0668", "1777", "00660", "-1", "0x1f", "rw", " 600", "600 "}) {
    FileMode mode{0123};
    std::string error;
    EXPECT_FALSE(AbslParseFlag(text, &mode, &error)) << text;
    EXPECT_THAT(error, ::testing::HasSubstr("0 to 0777"));
    EXPECT_EQ(mode.bits, 0123u) << "changed by " << text;
  }
}

TEST(FileModeTest, IsPrintedAsItIsWritten) {
  EXPECT_EQ(AbslUnparseFlag({0060}), "0060");
}

}  // namespace
}  // namespace uds
