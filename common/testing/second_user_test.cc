#include "common/testing/second_user.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kProbe[] = "common/testing/second_user_probe";

// What `argv` prints to stdout; it must succeed.
std::string OutputOf(const std::vector<std::string>& argv) {
  const auto child = ChildProcess::Start(argv);
  EXPECT_TRUE(child.ok()) << child.status();
  if (!child.ok()) return "";
  EXPECT_EQ((*child)->Wait(absl::Minutes(1)).value(), ExitStatus::Exited(0))
      << (*child)->errors();
  return (*child)->output();
}

class SecondUserTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<SecondUser> found = FindSecondUser();
    if (!found.ok()) GTEST_SKIP() << found.status().message();
    user_ = *found;
  }

  ExitStatus Run(const std::vector<std::string>& argv) {
    const auto child = ChildProcess::Start(user_.Command(argv)).value();
    return child->Wait(absl::Minutes(1)).value();
  }

  SecondUser user_ = {};
  const TempDirectory directory_;
};

TEST_F(SecondUserTest, RunsAProgramUnderItsIdsAloneAndWithoutACapability) {
  EXPECT_NE(user_.uid, ::geteuid());
  const gid_t group = 4711;  // for it to lose
  ASSERT_EQ(::setgroups(1, &group), 0);
  const std::string status =
      OutputOf(user_.Command({"cat", "/proc/self/status"}));
  // Real, effective, saved and file system IDs.
  const auto ids = [](uid_t id) {
    return absl::StrFormat("\t%1$d\t%1$d\t%1$d\t%1$d\n", id);
  };
  EXPECT_THAT(status, AllOf(HasSubstr("\nUid:" + ids(user_.uid)),
                            HasSubstr("\nGid:" + ids(user_.gid)),
                            HasSubstr("\nGroups:\t \n"),
                            HasSubstr("\nCapEff:\t0000000000000000\n")));
}

TEST_F(SecondUserTest, RunsAProgramInTheGroupsThatAreAskedFor) {
  EXPECT_EQ(OutputOf(user_.Command({"id", "-G"}, {20, 4711})),
            absl::StrFormat("%d 20 4711\n", user_.gid));
}

TEST_F(SecondUserTest, TheProcessThatIsStartedBecomesThatOfTheProgram) {
  const auto child =
      ChildProcess::Start(user_.Command({"/bin/sh", "-c", "echo $$"})).value();
  ASSERT_TRUE(child->Wait(absl::Minutes(1)).ok());
  EXPECT_EQ(child->output(), absl::StrFormat("%d\n", child->pid()));
}

TEST_F(SecondUserTest, MayReadWhatAllMayAndNotWhatOnlyWeMay) {
  OpenToOthers(directory_);
  const std::string file = directory_.Path("file");
  std::ofstream(file) << "content";
  ASSERT_EQ(::chmod(file.c_str(), 0604), 0);
  EXPECT_EQ(Run({"cat", file}), ExitStatus::Exited(0));
  ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
  EXPECT_EQ(Run({"cat", file}), ExitStatus::Exited(1));
}

TEST_F(SecondUserTest, FindsADirectoryClosedUntilItIsOpenedAndNeverListsIt) {
  const std::string program = CopyProgram(kProbe, directory_);
  EXPECT_EQ(Run({"test", "-x", program}), ExitStatus::Exited(1));
  OpenToOthers(directory_);
  EXPECT_EQ(Run({"test", "-x", program}), ExitStatus::Exited(0));
  EXPECT_EQ(Run({"ls", directory_.path()}), ExitStatus::Exited(2));
}

// An ordinary user, without a line in /etc/subuid.
TEST_F(SecondUserTest, WhoHasNeitherRootNorARangeOfUidsIsToldHowToGetIt) {
  OpenToOthers(directory_);
  EXPECT_THAT(
      OutputOf(user_.Command({CopyProgram(kProbe, directory_)})),
      AllOf(HasSubstr("FAILED_PRECONDITION: no second user: unshare: "),
            HasSubstr("run the test as root"),
            HasSubstr("apt-get install uidmap"), HasSubstr("/etc/subuid")));
}

// As in Bazel's sandbox.
TEST_F(SecondUserTest, WhereOneUidExistsItSaysSo) {
  EXPECT_THAT(OutputOf({"unshare", "--user", "--map-root-user", kProbe}),
              AllOf(HasSubstr("FAILED_PRECONDITION: "),
                    HasSubstr("this user namespace has one UID"),
                    HasSubstr("tag the test \"local\"")));
}

TEST_F(SecondUserTest, AMissingSetprivIsNamedWithItsPackage) {
  EXPECT_THAT(OutputOf({"/usr/bin/env", "PATH=/nonexistent", kProbe}),
              HasSubstr("FAILED_PRECONDITION: no second user: setpriv is not "
                        "installed: apt-get install util-linux"));
}

}  // namespace
}  // namespace uds_testing
