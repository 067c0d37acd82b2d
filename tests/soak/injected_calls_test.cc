#include "tests/soak/injected_calls.h"

#include <fcntl.h>

#include <string>

#include "common/os/unique_fd.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"

namespace soak {
namespace {

TEST(InjectedCallsTest, CountsThemOverManyWritersAndPieces) {
  const uds_testing::TempDirectory directory;
  auto injected = InjectedCalls::Create(directory.Path("trace"));
  ASSERT_TRUE(injected.ok()) << injected.status();
  EXPECT_EQ(injected->Count(), 0u);
  for (const std::string text :
       {"1 accept4(3, NULL) = -1 EMFILE (Too many open files) (INJECTED)\n"
        "1 accept4(3, NULL) = 4\n",
        "1 recvfrom(4, \"(INJECTED)\", 9) = 9\n",
        "1 recvfrom(4, 0x1, 9) = -1 EINTR (Interrupted system call) (INJ",
        "ECTED)\n"}) {
    const uds::UniqueFd writer(
        ::open(injected->path().c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
    ASSERT_EQ(::write(writer.get(), text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
    injected->Count();
  }
  EXPECT_EQ(injected->Count(), 2u);
}

TEST(InjectedCallsTest, NeedsAPathThatIsFree) {
  EXPECT_FALSE(InjectedCalls::Create("/").ok());
}

}  // namespace
}  // namespace soak
