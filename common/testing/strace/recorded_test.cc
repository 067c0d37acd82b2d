// The parser on traces that strace wrote, see testdata/README.md.
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/testing/strace/arguments.h"
#include "common/testing/strace/event.h"
#include "common/testing/strace/trace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Trace Recorded(const std::string& name) {
  std::ifstream file("common/testing/strace/testdata/" + name);
  EXPECT_TRUE(file) << name;
  std::ostringstream text;
  text << file.rdbuf();
  absl::StatusOr<Trace> trace = Trace::Parse(text.str());
  EXPECT_TRUE(trace.ok()) << trace.status();
  return trace.ok() ? *std::move(trace) : Trace();
}

// "THREAD call @ENTERED-ENDED", or "... !" where it did not return.
std::vector<std::string> Summary(const Trace& trace) {
  std::vector<std::string> summary;
  for (const SystemCall& call : trace.calls()) {
    std::ostringstream out;
    out << call.thread << " " << call.name << " @" << call.first_line << "-"
        << call.last_line << (call.returned ? "" : " !");
    summary.push_back(out.str());
  }
  return summary;
}

SystemCall Find(const Trace& trace, const std::string& name) {
  for (const SystemCall& call : trace.calls()) {
    if (call.name == name) return call;
  }
  ADD_FAILURE() << "no call of " << name;
  return SystemCall();
}

absl::Time AtMicros(int64_t micros) { return absl::FromUnixMicros(micros); }

TEST(RecordedTest, TwoThreadsInterruptEachOther) {
  const Trace trace = Recorded("threads.trace");
  EXPECT_THAT(
      Summary(trace),
      ElementsAre("2272 pipe2 @0-0", "2272 pipe2 @1-1", "2272 clone3 @2-2",
                  "2278 read @3-5", "2272 write @4-6", "2278 write @7-7",
                  "2272 read @8-10", "2278 read @9-12 !",
                  "2272 exit_group @11-13 !"));
  const SystemCall& read = trace.calls()[3];
  EXPECT_THAT(read.args, ElementsAre("3", "\"ping\"", "8"));
  EXPECT_EQ(read.value, 4);
  EXPECT_EQ(read.time, AtMicros(1795295642678962));
  EXPECT_THAT(trace.calls()[7].args, ElementsAre("3"));
}

TEST(RecordedTest, EachThreadHasItsExit) {
  EXPECT_THAT(
      Recorded("threads.trace").exits(),
      ElementsAre(
          ThreadExit{2278, AtMicros(1795295642720910), 3, "", false, 14},
          ThreadExit{2272, AtMicros(1795295642720920), 3, "", false, 15}));
}

TEST(RecordedTest, AThreadIsBornOfABracedArgumentThatTheKernelChanged) {
  const SystemCall clone = Find(Recorded("threads.trace"), "clone3");
  ASSERT_EQ(clone.args.size(), 2);
  EXPECT_EQ(FieldOf(clone.args[0], "exit_signal"), "0");
  EXPECT_THAT(clone.args[0], testing::EndsWith("=> {parent_tid=[2278]}"));
  EXPECT_EQ(clone.args[1], "88");
  EXPECT_EQ(clone.value, 2278);
}

TEST(RecordedTest, SignalsInterruptACallThatIsThenMadeAgain) {
  const Trace trace = Recorded("signals.trace");
  EXPECT_THAT(
      Summary(trace),
      ElementsAre("3477 pipe2 @0-0", "3477 clone @1-1", "3477 kill @3-3",
                  "3483 read @2-4", "3477 kill @7-7", "3483 read @6-8",
                  "3477 kill @12-12", "3477 kill @16-16", "3483 read @15-17",
                  "3477 wait4 @18-21", "3477 exit_group @23-23 !"));
  const SystemCall& read = trace.calls()[3];
  EXPECT_THAT(read.args, ElementsAre("3", "0x7fffde7801a3", "1"));
  EXPECT_EQ(read.result,
            "? ERESTARTSYS (To be restarted if SA_RESTART is set)");
  EXPECT_EQ(read.error, "ERESTARTSYS");
  EXPECT_EQ(read.value, std::nullopt);
}

TEST(RecordedTest, AStopIsNoDelivery) {
  std::vector<std::string> signals;
  for (const SignalDelivery& signal : Recorded("signals.trace").signals()) {
    signals.push_back(std::to_string(signal.thread) + " " + signal.name + " " +
                      FieldOf(signal.details, "si_code").value_or("?") + " @" +
                      std::to_string(signal.line));
  }
  EXPECT_THAT(
      signals,
      ElementsAre("3483 SIGUSR1 SI_USER @5", "3483 SIGSTOP SI_USER @9",
                  "3477 SIGCHLD CLD_STOPPED @11",
                  "3477 SIGCHLD CLD_CONTINUED @13", "3483 SIGCONT SI_USER @14",
                  "3483 SIGSEGV SI_USER @19", "3477 SIGCHLD CLD_DUMPED @22"));
}

TEST(RecordedTest, OneProcessIsKilledAndTheOtherExits) {
  EXPECT_THAT(Recorded("signals.trace").exits(),
              ElementsAre(ThreadExit{3483, AtMicros(1795295657959556),
                                     std::nullopt, "SIGSEGV", true, 20},
                          ThreadExit{3477, AtMicros(1795295657959813), 0, "",
                                     false, 24}));
}

TEST(RecordedTest, ASocketHasItsAddressAsAStruct) {
  const Trace trace = Recorded("sockets.trace");
  const SystemCall bind = Find(trace, "bind");
  ASSERT_EQ(bind.args.size(), 3);
  EXPECT_EQ(FieldOf(bind.args[1], "sa_family"), "AF_UNIX");
  EXPECT_EQ(FieldOf(bind.args[1], "sun_path"), "\"echo.sock\"");
  EXPECT_TRUE(bind.Succeeded());
  EXPECT_THAT(
      Find(trace, "accept4").args,
      ElementsAre("3", "{sa_family=AF_UNIX}", "[110 => 2]", "SOCK_CLOEXEC"));
}

TEST(RecordedTest, AnAbstractNameStartsWithNul) {
  const SystemCall bind = Recorded("sockets.trace").calls()[16];
  EXPECT_EQ(bind.name, "bind");
  const std::optional<std::string> name = FieldOf(bind.args[1], "sun_path");
  ASSERT_TRUE(name);
  EXPECT_EQ(ParseQuoted(*name)->bytes, std::string("\0lock", 5));
}

TEST(RecordedTest, CredentialsAreReadable) {
  const SystemCall call = Find(Recorded("sockets.trace"), "getsockopt");
  EXPECT_EQ(*ParseUcred(call.args[3]), (Ucred{5713, 0, 0}));
}

TEST(RecordedTest, TheBytesSentAreTheBytesOfTheProgram) {
  const char odd[] = "a, \"b\" \\ }\n\t\v\f\r\0001\1z\177\377)";
  const SystemCall send = Find(Recorded("sockets.trace"), "sendto");
  ASSERT_EQ(send.args.size(), 6);
  const QuotedString sent = *ParseQuoted(send.args[1]);
  EXPECT_EQ(sent.bytes, std::string(odd, sizeof odd));
  EXPECT_FALSE(sent.truncated);
  EXPECT_EQ(send.args[2], "23");
}

TEST(RecordedTest, ALongStringIsCut) {
  const SystemCall send = Recorded("sockets.trace").calls()[10];
  ASSERT_EQ(send.name, "sendto");
  const QuotedString sent = *ParseQuoted(send.args[1]);
  EXPECT_EQ(sent.bytes, std::string(256, 'x'));
  EXPECT_TRUE(sent.truncated);
  EXPECT_EQ(send.value, 300);
}

TEST(RecordedTest, ResultsHaveErrorsAnnotationsAndBases) {
  const Trace trace = Recorded("sockets.trace");
  EXPECT_EQ(Find(trace, "openat").error, "ENOENT");
  EXPECT_EQ(Find(trace, "poll").result, "1 ([{fd=5, revents=POLLIN}])");
  EXPECT_EQ(Find(trace, "poll").value, 1);
  EXPECT_EQ(trace.calls()[13].error, "EAGAIN");
  EXPECT_EQ(Find(trace, "fcntl").value, 2);
  EXPECT_EQ(Find(trace, "umask").value, 022);
}

TEST(RecordedTest, InjectionShows) {
  const Trace trace = Recorded("injected.trace");
  std::vector<std::string> injected;
  for (const SystemCall& call : trace.calls()) {
    if (call.injected) injected.push_back(call.name + " " + call.error);
  }
  EXPECT_THAT(injected, ElementsAre("listen errno 599", "accept4 EMFILE",
                                    "getsockopt ", "fcntl "));
  EXPECT_EQ(Find(trace, "fcntl").value, 7);
  EXPECT_EQ(Find(trace, "umask").result, "022 (DELAYED)");
  EXPECT_EQ(*ParseUcred(Find(trace, "getsockopt").args[3]),
            (Ucred{1, 1000, 0}));
}

TEST(RecordedTest, AnExecveOfAnotherThreadReturnsUnderTheLeadersId) {
  const Trace trace = Recorded("execve.trace");
  EXPECT_THAT(
      Summary(trace),
      ElementsAre("5743 execve @0-0", "5743 clone3 @1-1", "5743 pause @2-4 !",
                  "5749 execve @3-6", "5743 exit_group @7-7 !"));
  EXPECT_THAT(trace.calls()[3].args,
              ElementsAre("\"./execve\"", "[\"./execve\", \"again\"]",
                          "0x7f6994ebc168 /* 0 vars */"));
  EXPECT_THAT(trace.signals(), IsEmpty());
  ASSERT_EQ(trace.exits().size(), 1);
  EXPECT_EQ(trace.exits()[0].thread, 5743);
}

}  // namespace
}  // namespace uds_testing
