#include "common/testing/contract/endings.h"

#include <memory>
#include <string>

#include "common/testing/strace/traced_process.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// Notes the end of a program that does `script`.
void End(const std::string& script, const std::string& name, Ends ends) {
  const auto process =
      TracedProcess::Start({"/bin/sh", "-c", script}, {.name = name}).value();
  ASSERT_TRUE(process->Finish().ok());
  NoteEnd(*process, ends);
}

class EndingsTest : public ::testing::Test {
 protected:
  EndingsTest() { TakeEndings(""); }
};

TEST_F(EndingsTest, TellsOfACrashWithTheLineWhereItHappened) {
  End("kill -SEGV $$", "the server", Ends::kWhenTold);
  EXPECT_THAT(TakeEndings("connection reset"),
              AllOf(StartsWith("the server was killed by SIGSEGV\nthe last "
                               "lines of the server's trace:\n"),
                    HasSubstr("--- SIGSEGV {")));
  EXPECT_THAT(TakeEndings(""), IsEmpty()) << "it was taken";
}

TEST_F(EndingsTest, SaysNothingTwice) {
  End("kill -SEGV $$", "the server", Ends::kWhenTold);
  EXPECT_THAT(TakeEndings("it ended (killed by SIGSEGV)\n  > 7 --- SIGSEGV {"),
              IsEmpty());
  End("exit 3", "the server", Ends::kWhenTold);
  End("exit 3", "the server", Ends::kWhenTold);
  const std::string told = TakeEndings("x\n  > 7 close(3) = 0");
  EXPECT_EQ(told, "the server ended by itself: exit status 3\n");
}

TEST_F(EndingsTest, AClientMayEndByItselfAndNotByASignal) {
  End("exit 3", "the client", Ends::kByItself);
  EXPECT_THAT(TakeEndings("\n  > "), IsEmpty());
  End("kill -ABRT $$", "the client", Ends::kByItself);
  EXPECT_THAT(TakeEndings(""), HasSubstr("the client was killed by SIGABRT\n"));
}

TEST_F(EndingsTest, ShowsTheLastServerWhereNoTraceIsShownButThatOfAClient) {
  End("exit 0", "the client", Ends::kByItself);
  End("exit 0", "the first server", Ends::kWhenTold);
  End("exit 0", "the client", Ends::kByItself);
  const std::string said =
      "no reply\nthe last lines of the client's trace:\n  > read(3,";
  EXPECT_THAT(TakeEndings(said),
              AllOf(HasSubstr("the last lines of the first server's trace:\n"),
                    Not(HasSubstr("client"))));
}

TEST_F(EndingsTest, TellsOfOtherTrouble) {
  NoteTrouble("this was while it rained");
  EXPECT_EQ(TakeEndings("no reply"), "this was while it rained\n");
  NoteTrouble("this was while it rained");
  EXPECT_EQ(TakeEndings("this was while it rained"), "");
}

TEST_F(EndingsTest, NamesWhatWasLeftBehind) {
  TracedRun run;
  EXPECT_EQ(Leftovers(run), "");
  run.leftovers = {7};
  EXPECT_EQ(Leftovers(run), "left a process behind: pid 7");
  run.leftovers = {7, 8};
  EXPECT_EQ(Leftovers(run), "left processes behind: pid 7, 8");
}

TEST_F(EndingsTest, TheFirstStepThatIsNotStartedIsTakenOnce) {
  NoteNotStarted("Listening\nnot started: step 2: accept\nmore\n");
  NoteNotStarted("not started: step 3: read\n");
  EXPECT_EQ(TakeNotStarted(), "step 2: accept");
  EXPECT_EQ(TakeNotStarted(), "");
}

}  // namespace
}  // namespace uds_testing
