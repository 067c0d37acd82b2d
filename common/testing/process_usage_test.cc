#include "common/testing/process_usage.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/testing/child_process.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ProcessUsageTest, CountsDescriptors) {
  const size_t before = UsageOf(::getpid())->descriptors;
  const uds::UniqueFd one(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const uds::UniqueFd two(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(UsageOf(::getpid())->descriptors, before + 2);
}

TEST(ProcessUsageTest, CountsMemoryOfItsOwnThatIsTouched) {
  constexpr size_t kBytes = 32 << 20;
  const ProcessUsage before = UsageOf(::getpid()).value();
  void* const memory = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  // Asked for, and not yet there.
  EXPECT_LT(UsageOf(::getpid())->anonymous_bytes,
            before.anonymous_bytes + kBytes / 2);
  std::memset(memory, 1, kBytes);
  const ProcessUsage after = UsageOf(::getpid()).value();
  EXPECT_GE(after.anonymous_bytes, before.anonymous_bytes + kBytes / 2);
  EXPECT_GE(after.resident_bytes, before.resident_bytes + kBytes / 2);
  EXPECT_GE(after.resident_bytes, after.anonymous_bytes);
  ::munmap(memory, kBytes);
}

TEST(ProcessUsageTest, CountsCpuTimeOfAnotherProcessFinerThanInTicks) {
  const auto child = ChildProcess::Start({"sh", "-c", "echo; read word"},
                                         {.keep_input_open = true});
  ASSERT_TRUE(child.ok()) << child.status();
  // By then it has run, and used a little.
  ASSERT_EQ((*child)->WaitForOutput("\n", absl::Seconds(10)), absl::OkStatus());
  const absl::StatusOr<absl::Duration> used = CpuTimeOf((*child)->pid());
  ASSERT_TRUE(used.ok()) << used.status();
  EXPECT_GT(*used, absl::ZeroDuration());
  EXPECT_NE(*used % absl::Milliseconds(10), absl::ZeroDuration());
}

TEST(ProcessUsageTest, FindsChildren) {
  const auto parent =
      ChildProcess::Start({"sh", "-c", "sleep 1000 & echo $!; wait"},
                          {.keep_input_open = true, .own_group = true});
  ASSERT_TRUE(parent.ok()) << parent.status();
  ASSERT_EQ((*parent)->WaitForOutput("\n", absl::Seconds(10)),
            absl::OkStatus());
  EXPECT_THAT(ChildrenOf((*parent)->pid()),
              ElementsAre(std::stoi((*parent)->output())));
}

TEST(ProcessUsageTest, SaysThatAProcessIsGone) {
  const auto child = ChildProcess::Start({"true"});
  ASSERT_TRUE(child.ok()) << child.status();
  ASSERT_TRUE((*child)->Wait(absl::Seconds(10)).ok());
  const pid_t pid = (*child)->pid();
  EXPECT_EQ(UsageOf(pid).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(CpuTimeOf(pid).status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(ChildrenOf(pid), IsEmpty());
}

}  // namespace
}  // namespace uds_testing
