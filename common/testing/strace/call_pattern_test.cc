#include "common/testing/strace/call_pattern.h"

#include "common/testing/strace/event.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

SystemCall Bind() {
  SystemCall call;
  call.name = "bind";
  call.args = {"3", "{sa_family=AF_UNIX, sun_path=\"echo.sock\"}", "110"};
  call.result = "0";
  call.value = 0;
  return call;
}

SystemCall FailedBind() {
  SystemCall call = Bind();
  call.result = "-1 EADDRINUSE (Address already in use)";
  call.value = -1;
  call.error = "EADDRINUSE";
  return call;
}

TEST(CallPatternTest, MatchesTheWholeName) {
  EXPECT_TRUE(Call("bind").Matches(Bind()));
  EXPECT_FALSE(Call("bin").Matches(Bind()));
  EXPECT_FALSE(Call("bind2").Matches(Bind()));
}

TEST(CallPatternTest, MatchesAnyOfSeveralNames) {
  EXPECT_TRUE(AnyCallOf({"connect", "bind"}).Matches(Bind()));
  EXPECT_FALSE(AnyCallOf({"connect", "listen"}).Matches(Bind()));
  EXPECT_FALSE(AnyCallOf({}).Matches(Bind()));
}

TEST(CallPatternTest, WithLooksIntoEveryArgument) {
  EXPECT_TRUE(Call("bind").With("sun_path=\"echo.sock\"").Matches(Bind()));
  EXPECT_TRUE(Call("bind").With("110").Matches(Bind()));
  EXPECT_FALSE(Call("bind").With("AF_INET").Matches(Bind()));
}

TEST(CallPatternTest, AllThatIsAskedForHasToHold) {
  EXPECT_TRUE(Call("bind").With("AF_UNIX").With("110").Matches(Bind()));
  EXPECT_FALSE(Call("bind").With("AF_UNIX").With("111").Matches(Bind()));
  EXPECT_FALSE(Call("bind").With("111").With("AF_UNIX").Matches(Bind()));
}

TEST(CallPatternTest, WithArgumentLooksIntoOneArgument) {
  EXPECT_TRUE(Call("bind").WithArgument(0, "3").Matches(Bind()));
  EXPECT_FALSE(Call("bind").WithArgument(1, "3").Matches(Bind()));
  EXPECT_FALSE(Call("bind").WithArgument(3, testing::_).Matches(Bind()));
  EXPECT_TRUE(
      Call("bind").WithArgument(1, testing::HasSubstr("echo")).Matches(Bind()));
}

TEST(CallPatternTest, SucceedingLooksAtTheResult) {
  EXPECT_TRUE(Call("bind").Succeeding().Matches(Bind()));
  EXPECT_FALSE(Call("bind").Succeeding().Matches(FailedBind()));
}

TEST(CallPatternTest, ReturningLooksAtTheValue) {
  EXPECT_TRUE(Call("bind").Returning(0).Matches(Bind()));
  EXPECT_FALSE(Call("bind").Returning(0).Matches(FailedBind()));
  EXPECT_TRUE(Call("bind").Returning(-1).Matches(FailedBind()));
  SystemCall unreturned = Bind();
  unreturned.value.reset();
  EXPECT_FALSE(Call("bind").Returning(0).Matches(unreturned));
}

TEST(CallPatternTest, FailingWithLooksAtTheError) {
  EXPECT_TRUE(Call("bind").FailingWith("EADDRINUSE").Matches(FailedBind()));
  EXPECT_FALSE(Call("bind").FailingWith("EADDR").Matches(FailedBind()));
  EXPECT_FALSE(Call("bind").FailingWith("EADDRINUSE").Matches(Bind()));
}

TEST(CallPatternTest, AddingToACopyLeavesTheOriginal) {
  const CallPattern bind = Call("bind");
  EXPECT_FALSE(bind.With("AF_INET").Matches(Bind()));
  EXPECT_TRUE(bind.Matches(Bind()));
}

TEST(CallPatternTest, NameAloneForgetsTheRest) {
  EXPECT_TRUE(Call("bind").With("AF_INET").NameAlone().Matches(Bind()));
}

TEST(CallPatternTest, DescribesItselfAsASentence) {
  EXPECT_EQ(AnyCallOf({"accept", "accept4"}).Describe(), "accept or accept4");
  EXPECT_EQ(Call("bind")
                .With("AF_UNIX")
                .WithArgument(2, "110")
                .Succeeding()
                .Describe(),
            "bind, with AF_UNIX, whose argument 2 is equal to \"110\", "
            "succeeding");
  EXPECT_EQ(Call("bind").Returning(-1).FailingWith("EACCES").Describe(),
            "bind, returning -1, failing with EACCES");
}

}  // namespace
}  // namespace uds_testing
