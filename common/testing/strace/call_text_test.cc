#include "common/testing/strace/call_text.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "common/testing/strace/event.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SystemCall Parse(std::string_view text) {
  absl::StatusOr<SystemCall> call = ParseCallText(text);
  EXPECT_TRUE(call.ok()) << text << ": " << call.status();
  return call.ok() ? *std::move(call) : SystemCall();
}

TEST(ParseCallTextTest, ReadsNameArgumentsAndResult) {
  const SystemCall call = Parse("listen(3, 128)  = 0");
  EXPECT_EQ(call.name, "listen");
  EXPECT_THAT(call.args, ElementsAre("3", "128"));
  EXPECT_EQ(call.result, "0");
  EXPECT_EQ(call.value, 0);
  EXPECT_EQ(call.error, "");
  EXPECT_TRUE(call.returned);
  EXPECT_FALSE(call.injected);
}

TEST(ParseCallTextTest, ReadsACallWithoutArguments) {
  EXPECT_THAT(Parse("getpid() = 42").args, IsEmpty());
}

TEST(ParseCallTextTest, FindsTheEndOfArgumentsOutsideOfStrings) {
  const SystemCall call = Parse(R"(write(1, ") = 3", 5) = 5)");
  EXPECT_THAT(call.args, ElementsAre("1", R"(") = 3")", "5"));
  EXPECT_EQ(call.value, 5);
}

TEST(ParseCallTextTest, ReadsAnError) {
  const SystemCall call =
      Parse("recvfrom(3) = -1 EAGAIN (Resource temporarily unavailable)");
  EXPECT_EQ(call.result, "-1 EAGAIN (Resource temporarily unavailable)");
  EXPECT_EQ(call.value, -1);
  EXPECT_EQ(call.error, "EAGAIN");
  EXPECT_TRUE(call.returned);
  EXPECT_FALSE(call.Succeeded());
}

TEST(ParseCallTextTest, ReadsAnErrorWithoutAName) {
  EXPECT_EQ(Parse("umask(077) = -1 (errno 599) (INJECTED)").error, "errno 599");
}

TEST(ParseCallTextTest, ReadsNumbersInTheirBases) {
  EXPECT_EQ(Parse("brk(NULL) = 0x55e93e8ce000").value, 0x55e93e8ce000);
  EXPECT_EQ(Parse("umask(077) = 022").value, 022);
  EXPECT_EQ(Parse("lseek(3, -1, SEEK_CUR) = 9").value, 9);
}

TEST(ParseCallTextTest, ANegativeNumberAloneIsNoError) {
  const SystemCall call = Parse("mmap(NULL) = 0xffffffffff600000");
  EXPECT_LT(*call.value, 0);
  EXPECT_TRUE(call.Succeeded());
}

TEST(ParseCallTextTest, KeepsAnnotationsInTheResult) {
  const SystemCall ready =
      Parse("poll([{fd=3}], 1, 9) = 1 ([{fd=3, revents=POLLIN}])");
  EXPECT_EQ(ready.result, "1 ([{fd=3, revents=POLLIN}])");
  EXPECT_EQ(ready.value, 1);
  EXPECT_EQ(Parse("fcntl(1, F_GETFL) = 0x1 (flags O_WRONLY)").value, 1);
  EXPECT_EQ(Parse("poll([], 0, 9) = 0 (Timeout)").value, 0);
  EXPECT_EQ(Parse("openat(AT_FDCWD, \"a\") = 3</a b>").value, 3);
}

TEST(ParseCallTextTest, OnlyANegativeResultHasAnError) {
  EXPECT_EQ(Parse("f() = 1 EXTRA").error, "");
}

TEST(ParseCallTextTest, AQuestionMarkMeansThatItDidNotReturn) {
  for (const std::string_view text :
       {"exit_group(0)   = ?", "exit_group(0) = ? <unavailable>"}) {
    const SystemCall call = Parse(text);
    EXPECT_THAT(call.args, ElementsAre("0"));
    EXPECT_EQ(call.value, std::nullopt);
    EXPECT_EQ(call.error, "");
    EXPECT_FALSE(call.returned);
  }
}

TEST(ParseCallTextTest, ReadsACallThatASignalInterrupted) {
  const SystemCall call = Parse(
      "read(3, 0x7f, 1) = ? ERESTARTSYS (To be restarted if SA_RESTART is "
      "set)");
  EXPECT_EQ(call.result,
            "? ERESTARTSYS (To be restarted if SA_RESTART is set)");
  EXPECT_EQ(call.error, "ERESTARTSYS");
  EXPECT_EQ(call.value, std::nullopt);
  EXPECT_TRUE(call.returned);
  EXPECT_FALSE(call.Succeeded());
}

TEST(ParseCallTextTest, ReadsACallWhoseThreadDied) {
  const SystemCall call = Parse("read(3,  <unfinished ...>) = ?");
  EXPECT_THAT(call.args, ElementsAre("3"));
  EXPECT_FALSE(call.returned);
}

// Found by the fuzzer: they were read, but not the same when they were printed.
TEST(ParseCallTextTest, RefusesAMarkOfAnUnfinishedCallThatStraceDoesNotWrite) {
  for (const std::string_view text :
       {"read(3 <unfinished ...> ) = ?",
        "read(3 <unfinished ...>, <unfinished ...>) = ?",
        "read(3 <unfinished ...> <unfinished ...>) = ?"}) {
    EXPECT_EQ(ParseCallText(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
}

TEST(ParseCallTextTest, SaysWhatWasInjected) {
  for (const std::string_view text :
       {"accept4(3) = -1 EMFILE (Too many open files) (INJECTED)",
        "f() = 0 (INJECTED: args)", "f() = 0 (INJECTED: args, retval)",
        "fcntl(1) = 0x7 (flags O_ACCMODE|0x4) (INJECTED)",
        "f() = 7 (INJECTED) (DELAYED)"}) {
    EXPECT_TRUE(Parse(text).injected) << text;
  }
}

TEST(ParseCallTextTest, SaysWhatWasNotInjected) {
  for (const std::string_view text :
       {"umask(077) = 022 (DELAYED)", "open(\" (INJECTED)\") = 3",
        "open(\"\") = 3</ (INJECTED)>", "f() = 0 (INJECTED"}) {
    EXPECT_FALSE(Parse(text).injected) << text;
  }
}

TEST(ParseCallTextTest, ReadsANameThatStraceCouldNot) {
  EXPECT_EQ(Parse("??"
                  "?() = ?")
                .name,
            "???");
  EXPECT_EQ(Parse("syscall_0x1cd(0x1) = -1 ENOSYS (x)").name, "syscall_0x1cd");
}

void ExpectError(std::string_view text, std::string_view message) {
  EXPECT_EQ(ParseCallText(text).status(),
            absl::InvalidArgumentError(std::string(message)))
      << text;
}

TEST(ParseCallTextTest, SaysWhatIsWrong) {
  for (const std::string_view text : {"", "read", "(3) = 0", "a b() = 0"}) {
    ExpectError(text, "no name of a system call");
  }
  for (const std::string_view text : {"read(", "read(3", "read(\") = 0"}) {
    ExpectError(text, "no end of arguments");
  }
  for (const std::string_view text : {"f()", "f() ", "f() 3", "f() =3"}) {
    ExpectError(text, "no \"= \" after the arguments");
  }
  for (const std::string_view text :
       {"f() = ", "f() = x", "f() = 3x", "f() = 3,"}) {
    ExpectError(text, "no result");
  }
}

TEST(ParseCutCallTextTest, ReadsTheArgumentsSoFar) {
  const absl::StatusOr<SystemCall> call = ParseCutCallText("read(3, ");
  ASSERT_TRUE(call.ok()) << call.status();
  EXPECT_EQ(call->name, "read");
  EXPECT_THAT(call->args, ElementsAre("3"));
  EXPECT_EQ(call->result, "");
  EXPECT_EQ(call->value, std::nullopt);
  EXPECT_FALSE(call->returned);
}

TEST(ParseCutCallTextTest, NeedsANameAndAParenthesis) {
  EXPECT_EQ(ParseCutCallText("read").status(),
            absl::InvalidArgumentError("no name of a system call"));
}

}  // namespace
}  // namespace uds_testing
