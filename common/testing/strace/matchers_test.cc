#include "common/testing/strace/matchers.h"

#include <string>
#include <string_view>

#include "common/testing/strace/trace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using testing::Not;
using testing::StartsWith;

constexpr std::string_view kServer =
    "7 1700000000.000000 execve(\"./server\", [\"./server\"], 0x7) = 0\n"
    "7 1700000000.000001 socket(AF_UNIX, SOCK_STREAM, 0) = 3\n"
    "7 1700000000.000002 bind(3, {sun_path=\"echo.sock\"}, 110) = 0\n"
    "7 1700000000.000003 listen(3, 128) = 0\n"
    "7 1700000000.000004 getsockopt(4, SOL_SOCKET, SO_TYPE, [1], [4]) = 0\n"
    "7 1700000000.000005 getsockopt(4, SOL_SOCKET, SO_PEERCRED, "
    "{pid=9, uid=1000, gid=100}, [12]) = 0\n"
    "7 1700000000.000006 accept4(3,  <unfinished ...>\n";

Trace Parse(std::string_view text) {
  absl::StatusOr<Trace> trace = Trace::Parse(text);
  EXPECT_TRUE(trace.ok()) << trace.status();
  return trace.ok() ? *std::move(trace) : Trace();
}

Trace Server() { return Parse(kServer); }

// The server's trace with one call more at its end.
Trace ServerAnd(std::string_view call) {
  return Parse(std::string(kServer) + "8 1700000000.000007 " +
               std::string(call) + "\n");
}

// What `matcher` says about `trace`, which it must refuse.
std::string WhyNot(const Trace& trace, const TraceMatcher& matcher) {
  testing::StringMatchResultListener listener;
  EXPECT_FALSE(matcher.MatchAndExplain(trace, &listener));
  return listener.str();
}

TEST(NeverOpensAFileTest, HoldsForOtherCalls) {
  EXPECT_THAT(Server(), NeverOpensAFile());
}

TEST(NeverOpensAFileTest, KnowsTheWholeFamily) {
  for (const std::string_view name : {"open", "openat", "openat2", "creat",
                                      "open_by_handle_at", "io_uring_setup"}) {
    const Trace trace = ServerAnd(std::string(name) + "(1) = 4");
    EXPECT_THAT(trace, Not(NeverOpensAFile())) << name;
    ASSERT_EQ(OpenFamilyCalls(trace).size(), 1) << name;
    EXPECT_EQ(OpenFamilyCalls(trace)[0].name, name);
  }
}

TEST(NeverOpensAFileTest, CountsAttemptsThatFailOrDoNotReturn) {
  EXPECT_THAT(ServerAnd("open(\"a\") = -1 ENOENT (No such file or directory)"),
              Not(NeverOpensAFile()));
  EXPECT_THAT(ServerAnd("openat(AT_FDCWD,  <unfinished ...>"),
              Not(NeverOpensAFile()));
}

TEST(NeverOpensAFileTest, ShowsTheOffendingLineWithItsNeighbours) {
  EXPECT_EQ(
      WhyNot(ServerAnd("open(\"a\") = 4"), NeverOpensAFile()),
      "such calls: 1, the first at line 8:\n"
      "    7 1700000000.000004 getsockopt(4, SOL_SOCKET, SO_TYPE, [1], [4]) = "
      "0\n"
      "    7 1700000000.000005 getsockopt(4, SOL_SOCKET, SO_PEERCRED, {pid=9, "
      "uid=1000, gid=100}, [12]) = 0\n"
      "    7 1700000000.000006 accept4(3,  <unfinished ...>\n"
      "  > 8 1700000000.000007 open(\"a\") = 4\n");
}

TEST(NeverOpensAFileTest, NamesItsRule) {
  EXPECT_EQ(testing::DescribeMatcher<const Trace&>(NeverOpensAFile()),
            "never opens a file");
  EXPECT_EQ(testing::DescribeMatcher<const Trace&>(Not(NeverOpensAFile())),
            "not: never opens a file");
}

TEST(MakesTest, HoldsForACallThatIsThere) {
  EXPECT_THAT(Server(), Makes(Call("bind").With("echo.sock").Succeeding()));
  EXPECT_THAT(Server(), Not(Makes(Call("unlink"))));
}

TEST(MakesTest, ShowsTheNearMiss) {
  const TraceMatcher makes = Makes(Call("bind").With("other.sock"));
  EXPECT_THAT(WhyNot(Server().Slice(0, 3), makes),
              StartsWith("other calls of that name: 1, the last at line 3:\n"
                         "    7 1700000000.000000 execve"));
  EXPECT_EQ(WhyNot(Server(), Makes(Call("unlink"))),
            "nothing like it was found");
  EXPECT_EQ(testing::DescribeMatcher<const Trace&>(makes),
            "makes a call: bind, with other.sock");
}

TEST(MakesTest, ShowsTheLastOfSeveralNearMisses) {
  EXPECT_THAT(WhyNot(Server(), Makes(Call("getsockopt").Returning(5))),
              StartsWith("other calls of that name: 2, the last at line 6:\n"));
}

TEST(NeverMakesTest, HoldsForACallThatIsNotThere) {
  EXPECT_THAT(Server(), NeverMakes(Call("chmod")));
  EXPECT_THAT(Server(), NeverMakes(Call("bind").With("other.sock")));
}

TEST(NeverMakesTest, ShowsTheOffendingLine) {
  const TraceMatcher never = NeverMakes(Call("getsockopt"));
  EXPECT_THAT(WhyNot(Server(), never),
              StartsWith("such calls: 2, the first at line 5:\n"
                         "    7 1700000000.000001 socket("));
  EXPECT_EQ(testing::DescribeMatcher<const Trace&>(never),
            "never makes a call: getsockopt");
}

TEST(MakesCallsInOrderTest, HoldsWithOthersInBetween) {
  EXPECT_THAT(Server(),
              MakesCallsInOrder(
                  {Call("socket").With("AF_UNIX"),
                   Call("bind").With("sun_path=\"echo.sock\"").Succeeding(),
                   Call("listen").Returning(0), Call("accept4")}));
  EXPECT_THAT(Server(), MakesCallsInOrder({}));
}

TEST(MakesCallsInOrderTest, OneCallIsNotTwoSteps) {
  EXPECT_THAT(Server(), Not(MakesCallsInOrder({Call("bind"), Call("bind")})));
  EXPECT_THAT(Server(),
              MakesCallsInOrder({Call("getsockopt"), Call("getsockopt")}));
}

TEST(MakesCallsInOrderTest, NamesTheMissingStepAndShowsTheOneBefore) {
  const TraceMatcher order = MakesCallsInOrder(
      {Call("socket"), Call("bind"), Call("fchmod").With("0600")});
  EXPECT_THAT(WhyNot(Server(), order),
              StartsWith("step 3 of 3, fchmod, with 0600, was not found after "
                         "step 2; step 2 is at line 3:\n"
                         "    7 1700000000.000000 execve("));
  EXPECT_EQ(testing::DescribeMatcher<const Trace&>(order),
            "makes calls in this order; socket; bind; fchmod, with 0600");
}

TEST(MakesCallsInOrderTest, SaysWhereAStepIsOnlyTooEarly) {
  EXPECT_THAT(
      WhyNot(Server(), MakesCallsInOrder({Call("listen"), Call("bind")})),
      StartsWith("step 2 of 2, bind, was not found after step 1, only before "
                 "it; step 1 is at line 4:\n"));
}

TEST(MakesCallsInOrderTest, ShowsTheNearMissOfTheFirstStep) {
  EXPECT_EQ(WhyNot(Server(), MakesCallsInOrder({Call("pipe2")})),
            "step 1 of 1, pipe2, was not found; nothing like it was found");
  EXPECT_THAT(
      WhyNot(Server(), MakesCallsInOrder({Call("bind").Returning(7)})),
      StartsWith("step 1 of 1, bind, returning 7, was not found; other calls "
                 "of that name: 1, the last at line 3:\n"));
}

TEST(SeesPeerCredentialsTest, HoldsForTheExactAnswer) {
  EXPECT_THAT(Server(),
              SeesPeerCredentials({.pid = 9, .uid = 1000, .gid = 100}));
  EXPECT_THAT(Server(), Not(SeesPeerCredentials({8, 1000, 100})));
  EXPECT_THAT(Server(), Not(SeesPeerCredentials({9, 1001, 100})));
  EXPECT_THAT(Server(), Not(SeesPeerCredentials({9, 1000, 101})));
}

TEST(SeesPeerCredentialsTest, AFailedCallHasNoAnswer) {
  EXPECT_THAT(ServerAnd("getsockopt(4, SOL_SOCKET, SO_PEERCRED, {pid=5, uid=6, "
                        "gid=7}, [12]) = -1 EBADF (Bad file descriptor)"),
              Not(SeesPeerCredentials({5, 6, 7})));
}

TEST(SeesPeerCredentialsTest, ShowsWhatWasSeen) {
  const TraceMatcher sees = SeesPeerCredentials({8, 0, 0});
  EXPECT_THAT(WhyNot(Server(), sees),
              StartsWith("other calls of that name: 1, the last at line 6:\n"));
  EXPECT_EQ(testing::DescribeMatcher<const Trace&>(sees),
            "sees the peer credentials {pid=8, uid=0, gid=0}");
  EXPECT_EQ(WhyNot(Trace(), sees), "nothing like it was found");
}

TEST(CallsMatchingTest, ReturnsThemInOrder) {
  const auto calls = CallsMatching(Server(), AnyCallOf({"listen", "bind"}));
  ASSERT_EQ(calls.size(), 2);
  EXPECT_EQ(calls[0].name, "bind");
  EXPECT_EQ(calls[1].name, "listen");
}

}  // namespace
}  // namespace uds_testing
