#include "common/exercise/not_started.h"

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

// All in one test, as it speaks once in a process.
TEST(NotStartedTest, SaysTheFirstStepOnceAndReturnsIt) {
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(NotStarted(2, "accept a connection"),
            absl::UnimplementedError("it waits for you to write step 2"));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "not started: step 2: accept a connection\n");
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(NotStarted(3, "read from it"),
            absl::UnimplementedError("it waits for you to write step 2"));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace uds
