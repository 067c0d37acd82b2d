#include "tools/check/orphans.h"

#include <poll.h>
#include <signal.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tools {
namespace {

using uds_testing::ChildProcess;
using uds_testing::ExitStatus;

// Runs `script` to its end, which leaves processes behind.
void RunShell(const std::string& script) {
  const std::unique_ptr<ChildProcess> shell =
      ChildProcess::Start({"/bin/sh", "-c", script}).value();
  ASSERT_TRUE(shell->Wait(absl::Seconds(30)).ok());
}

bool Lives(pid_t pid) { return ::kill(pid, 0) == 0; }

TEST(OrphansTest, WhatEndsByItselfIsNoOrphan) {
  Orphans orphans = Orphans::Adopt().value();
  RunShell("sleep 0.3 >/dev/null 2>&1 &");
  EXPECT_TRUE(orphans.End(absl::Seconds(30)).empty());
}

TEST(OrphansTest, WhatStaysIsNamedAndKilled) {
  Orphans orphans = Orphans::Adopt().value();
  RunShell("sleep 1000 >/dev/null 2>&1 &");
  const std::vector<Orphan> left = orphans.End(absl::Milliseconds(50));
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].name, "sleep");
  EXPECT_TRUE(left[0].killed);
  EXPECT_FALSE(Lives(left[0].pid));
  EXPECT_TRUE(orphans.End(absl::ZeroDuration()).empty());
}

TEST(OrphansTest, WhatAnOrphanStartedIsKilledWithIt) {
  Orphans orphans = Orphans::Adopt().value();
  RunShell("setsid sh -c 'sleep 1000 & wait' >/dev/null 2>&1 & sleep 0.3");
  const std::vector<Orphan> left = orphans.End(absl::Milliseconds(50));
  EXPECT_EQ(left.size(), 2u);
  for (const Orphan& orphan : left) EXPECT_FALSE(Lives(orphan.pid));
}

TEST(OrphansTest, WhatForksWithoutEndIsEnded) {
  Orphans orphans = Orphans::Adopt().value();
  RunShell(
      "setsid sh -c 'while :; do (sleep 1000 & sleep 0.01) & sleep 0.02; done' "
      ">/dev/null 2>&1 &");
  const std::vector<Orphan> left = orphans.End(absl::Milliseconds(500));
  EXPECT_GE(left.size(), 3u);
  for (const Orphan& orphan : left) EXPECT_FALSE(Lives(orphan.pid));
  EXPECT_TRUE(orphans.End(absl::ZeroDuration()).empty());
}

TEST(OrphansTest, ChildrenFromBeforeStayAndAreNotReaped) {
  const std::unique_ptr<ChildProcess> lives =
      ChildProcess::Start({"sleep", "1000"}).value();
  const std::unique_ptr<ChildProcess> ends =
      ChildProcess::Start({"cat"}, {.keep_input_open = true}).value();
  Orphans orphans = Orphans::Adopt().value();
  ends->CloseInput();
  pollfd ended = {.fd = ends->end_fd(), .events = POLLIN, .revents = 0};
  ASSERT_EQ(::poll(&ended, 1, /*timeout=*/30000), 1);
  EXPECT_TRUE(orphans.End(absl::ZeroDuration()).empty());
  EXPECT_TRUE(Lives(lives->pid()));
  EXPECT_EQ(ends->Wait(absl::Seconds(30)).value(), ExitStatus::Exited(0));
}

}  // namespace
}  // namespace tools
