#include "common/testing/strace/event.h"

#include <sstream>

#include "gtest/gtest.h"

namespace uds_testing {
namespace {

SystemCall Listen() {
  SystemCall call;
  call.name = "listen";
  call.args = {"3", "128"};
  call.result = "0";
  call.value = 0;
  return call;
}

std::string Print(const SystemCall& call) {
  std::ostringstream out;
  out << call;
  return out.str();
}

TEST(SystemCallTest, SucceedsWithAValueAndNoError) {
  EXPECT_TRUE(Listen().Succeeded());
}

TEST(SystemCallTest, DoesNotSucceedWithAnError) {
  SystemCall call = Listen();
  call.value = -1;
  call.error = "EADDRINUSE";
  EXPECT_FALSE(call.Succeeded());
}

TEST(SystemCallTest, DoesNotSucceedWithoutAValue) {
  SystemCall call = Listen();
  call.value.reset();
  EXPECT_FALSE(call.Succeeded());
}

TEST(SystemCallTest, DoesNotSucceedBeforeItReturns) {
  SystemCall call = Listen();
  call.returned = false;
  EXPECT_FALSE(call.Succeeded());
}

TEST(SystemCallTest, PrintsAsStraceDoes) {
  EXPECT_EQ(Print(Listen()), "listen(3, 128) = 0");
}

TEST(SystemCallTest, PrintsACallWithoutAResultAsUnfinished) {
  SystemCall call = Listen();
  call.result.clear();
  EXPECT_EQ(Print(call), "listen(3, 128 <unfinished ...>");
}

}  // namespace
}  // namespace uds_testing
