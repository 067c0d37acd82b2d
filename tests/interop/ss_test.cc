// ss, which asks the kernel who listens.

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/testing/contract/subject.h"
#include "common/testing/exit_status.h"
#include "gtest/gtest.h"
#include "tests/interop/others.h"

namespace interop {
namespace {

using ::uds_testing::ExitStatus;
using ::uds_testing::TracedServer;

TEST(SsTest, ListsOurServerAmongThoseThatListenAndOnlyWhileItDoes) {
  const std::string missing = WhyMissing("ss", "iproute2");
  if (!missing.empty()) GTEST_SKIP() << missing;
  const auto server = TracedServer::Start(Lab01());
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string path = (*server)->path();

  const auto count = [&path] {
    const Finished ss = RunToEnd({"ss", "-x", "-a"});
    EXPECT_EQ(ss.status, ExitStatus::Exited(0)) << ss.errors;
    int lines = 0;
    for (const absl::string_view line : absl::StrSplit(ss.output, '\n')) {
      lines += absl::StrContains(line, "LISTEN") &&
               absl::StrContains(line, " " + path + " ");
    }
    return lines;
  };
  EXPECT_EQ(count(), 1);
  const auto run = (*server)->Stop();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(count(), 0);
}

}  // namespace
}  // namespace interop
