// What /proc says of a process has to be read with care: some of it the process
// itself has chosen.

#include <dirent.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/os/unique_fd.h"
#include "common/peer/process.h"
#include "gtest/gtest.h"
#include "tests/identity/meeting.h"
#include "tests/identity/peers.h"
#include "tests/identity/proc_stat.h"

namespace identity {
namespace {

using ::uds::PeerProcess;
using ::uds::UniqueFd;

class ProcTest : public MeetingTest {};

TEST_F(ProcTest, AZombieLooksAliveButNotToItsPidfd) {
  const std::string why = WhyNoPeerProcess();
  if (!why.empty()) GTEST_SKIP() << why;
  Peer client([&](Steps& steps) {
    const UniqueFd socket = Connected();
    steps.Pause();
  });
  const UniqueFd connection = Accept();
  const PeerProcess process = PeerProcess::Of(connection.get()).value();
  client.Kill();
  EXPECT_EQ(::kill(client.pid(), 0), 0);
  EXPECT_TRUE(std::filesystem::exists(
      absl::StrFormat("/proc/%d/status", client.pid())));
  EXPECT_EQ(ReadProcStat(client.pid())->state, 'Z');
  EXPECT_FALSE(process.IsAlive());
}

TEST_F(ProcTest, AProcessMayTakeANameThatContinuesTheLine) {
  Peer client([](Steps& steps) {
    ASSERT_EQ(::prctl(PR_SET_NAME, "x) R 1 ("), 0);
    steps.Pause();
  });
  const ProcStat stat = ReadProcStat(client.pid()).value();
  EXPECT_EQ(stat.name, "x) R 1 (");
  EXPECT_EQ(stat.pid, client.pid());
  EXPECT_EQ(stat.parent, ::getpid());  // and not 1
}

TEST_F(ProcTest, ALineOfStatIsReadFromBehindTheLastParenthesis) {
  const std::string rest =
      " S 7 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 4242 0 0 0\n";
  for (const std::string name : {"cat", "", ") Z 1 (", "a\nb", "))))"}) {
    const auto stat = ParseProcStat("12 (" + name + ")" + rest);
    ASSERT_TRUE(stat.ok()) << name << ": " << stat.status();
    EXPECT_EQ(stat->name, name);
    EXPECT_EQ(stat->pid, 12);
    EXPECT_EQ(stat->state, 'S');
    EXPECT_EQ(stat->parent, 7);
    EXPECT_EQ(stat->start_time, 4242);
  }
  for (const std::string broken :
       {"", "12", "12 )(", "12 (cat", "12 (cat) S"}) {
    EXPECT_EQ(ParseProcStat(broken).status().code(),
              absl::StatusCode::kInvalidArgument)
        << broken;
  }
}

TEST_F(ProcTest, NobodyIsNotFound) {
  Peer client([](Steps&) {});
  client.Finish();
  EXPECT_EQ(ReadProcStat(client.pid()).status().code(),
            absl::StatusCode::kNotFound);
}

// The kernel says ENOENT; readdir(3) of glibc takes that for the end.
TEST_F(ProcTest, AListingOfAProcessThatIsGoneLooksEmptyAndNotWrong) {
  Peer client([](Steps& steps) { steps.Pause(); });
  DIR* const threads =
      ::opendir(absl::StrFormat("/proc/%d/task", client.pid()).c_str());
  ASSERT_NE(threads, nullptr);
  const absl::Cleanup close = [threads] { ::closedir(threads); };
  client.Finish();
  char buffer[1024];
  EXPECT_EQ(::syscall(SYS_getdents64, ::dirfd(threads), buffer, sizeof(buffer)),
            -1);
  EXPECT_EQ(errno, ENOENT);
  errno = 0;
  EXPECT_EQ(::readdir(threads), nullptr);
  EXPECT_EQ(errno, 0);
}

}  // namespace
}  // namespace identity
