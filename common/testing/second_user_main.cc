// The main of a test with a second user, in place of gtest_main's.

#include "common/testing/second_user.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

int main(int argc, char** argv) {
  uds_testing::RerunWithSecondUser(argv);
  ::testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
