#include "tests/systemd/control_group.h"

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace systemd_tests {
namespace {

using ::testing::HasSubstr;

std::string Groups() {
  std::ifstream file("/proc/self/cgroup");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class ControlGroupTest : public ::testing::Test {
 protected:
  const std::string name_ = absl::StrFormat("uds-labs-test-%d", ::getpid());
  const std::string before_ = Groups();
};

TEST_F(ControlGroupTest, HoldsThisProcessUntilItsEndAndLeavesNothing) {
  absl::StatusOr<std::unique_ptr<ControlGroup>> group =
      ControlGroup::Enter(name_);
  if (!group.ok()) {
    GTEST_SKIP() << "no control group can be made here; it takes root, and a "
                    "/sys/fs/cgroup that is not read-only: "
                 << group.status();
  }
  EXPECT_THAT(Groups(), HasSubstr("/" + name_ + "\n"));
  // Two of one name cannot be.
  EXPECT_EQ(ControlGroup::Enter("../" + name_).status().code(),
            absl::StatusCode::kAlreadyExists);

  group->reset();
  EXPECT_EQ(Groups(), before_);
  EXPECT_TRUE(ControlGroup::Enter(name_).ok());
}

TEST_F(ControlGroupTest, IsLeftAsItWasByAFailure) {
  EXPECT_FALSE(ControlGroup::Enter("no/such/group").ok());
  EXPECT_EQ(Groups(), before_);
}

}  // namespace
}  // namespace systemd_tests
