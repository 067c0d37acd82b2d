#include "common/testing/strace/parser.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/testing/strace/event.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// The lines, each after "THREAD 1700000000.00000N " with N its index.
Trace Parse(std::initializer_list<std::pair<int, std::string_view>> events) {
  TraceParser parser;
  for (const auto& [thread, event] : events) {
    const std::string line = std::to_string(thread) + " 1700000000.00000" +
                             std::to_string(parser.trace().lines().size()) +
                             " " + std::string(event);
    EXPECT_EQ(parser.AddLine(line), absl::OkStatus());
  }
  parser.Finish();
  return parser.trace();
}

absl::Time At(int microseconds) {
  return absl::FromUnixSeconds(1700000000) + absl::Microseconds(microseconds);
}

std::vector<std::string> NamesOf(const Trace& trace) {
  std::vector<std::string> names;
  for (const SystemCall& call : trace.calls()) names.push_back(call.name);
  return names;
}

TEST(TraceParserTest, ReadsACallOnOneLine) {
  const Trace trace = Parse({{7, "listen(3, 128) = 0"}});
  SystemCall expected;
  expected.thread = 7;
  expected.time = At(0);
  expected.name = "listen";
  expected.args = {"3", "128"};
  expected.result = "0";
  expected.value = 0;
  EXPECT_THAT(trace.calls(), ElementsAre(expected));
}

TEST(TraceParserTest, JoinsTheTwoHalvesOfACall) {
  const Trace trace = Parse({{7, "read(3,  <unfinished ...>"},
                             {8, "write(4, \"x\", 1) = 1"},
                             {7, "<... read resumed>\"x\", 8) = 1"}});
  ASSERT_THAT(NamesOf(trace), ElementsAre("write", "read"));
  const SystemCall& read = trace.calls()[1];
  EXPECT_THAT(read.args, ElementsAre("3", "\"x\"", "8"));
  EXPECT_EQ(read.thread, 7);
  EXPECT_EQ(read.time, At(0));
  EXPECT_EQ(read.value, 1);
  EXPECT_EQ(read.first_line, 0);
  EXPECT_EQ(read.last_line, 2);
}

TEST(TraceParserTest, JoinsHalvesPerThread) {
  const Trace trace = Parse({{7, "read(3,  <unfinished ...>"},
                             {8, "read(4,  <unfinished ...>"},
                             {8, "<... read resumed>\"b\", 1) = 1"},
                             {7, "<... read resumed>\"a\", 1) = 1"}});
  ASSERT_THAT(trace.calls(), SizeIs(2));
  EXPECT_THAT(trace.calls()[0].args, ElementsAre("4", "\"b\"", "1"));
  EXPECT_THAT(trace.calls()[1].args, ElementsAre("3", "\"a\"", "1"));
}

TEST(TraceParserTest, JoinsACallThatWasCutWithinAnArgument) {
  const Trace trace = Parse({{7, "clone3({flags=0} <unfinished ...>"},
                             {7, "<... clone3 resumed> => {tid=[8]}, 88) = 8"},
                             {7, "clone(flags=SIGCHLD <unfinished ...>"},
                             {7, "<... clone resumed>, child=0x7) = 9"}});
  ASSERT_THAT(trace.calls(), SizeIs(2));
  EXPECT_THAT(trace.calls()[0].args,
              ElementsAre("{flags=0} => {tid=[8]}", "88"));
  EXPECT_THAT(trace.calls()[1].args, ElementsAre("flags=SIGCHLD", "child=0x7"));
}

TEST(TraceParserTest, ACallMayBeCutTwice) {
  const Trace trace = Parse({{7, "read(3,  <unfinished ...>"},
                             {7, "<... read resumed>\"a\",  <unfinished ...>"},
                             {7, "<... read resumed>1) = 1"}});
  ASSERT_THAT(trace.calls(), SizeIs(1));
  EXPECT_THAT(trace.calls()[0].args, ElementsAre("3", "\"a\"", "1"));
  EXPECT_EQ(trace.calls()[0].first_line, 0);
  EXPECT_EQ(trace.calls()[0].last_line, 2);
}

TEST(TraceParserTest, ShowsACompletedCallAtOnce) {
  TraceParser parser;
  ASSERT_TRUE(parser.AddLine("7 1700000000.000000 listen(3, 9) = 0").ok());
  EXPECT_THAT(NamesOf(parser.trace()), ElementsAre("listen"));
  ASSERT_TRUE(
      parser.AddLine("7 1700000000.000001 accept4(3,  <unfinished ...>").ok());
  EXPECT_THAT(NamesOf(parser.trace()), ElementsAre("listen"));
  ASSERT_TRUE(
      parser.AddLine("7 1700000000.000002 <... accept4 resumed>NULL) = 4")
          .ok());
  EXPECT_THAT(NamesOf(parser.trace()), ElementsAre("listen", "accept4"));
}

TEST(TraceParserTest, FinishAppendsWhatNoLineEndedInTheOrderOfEntry) {
  const Trace trace = Parse({{9, "read(3,  <unfinished ...>"},
                             {8, "accept4(3,  <detached ...>"},
                             {7, "close(3) = 0"}});
  ASSERT_THAT(NamesOf(trace), ElementsAre("close", "read", "accept4"));
  const SystemCall& accept = trace.calls()[2];
  EXPECT_FALSE(accept.returned);
  EXPECT_FALSE(accept.Succeeded());
  EXPECT_THAT(accept.args, ElementsAre("3"));
  EXPECT_EQ(accept.result, "");
  EXPECT_EQ(accept.thread, 8);
  EXPECT_EQ(accept.time, At(1));
  EXPECT_EQ(accept.first_line, 1);
  EXPECT_EQ(accept.last_line, 1);
}

TEST(TraceParserTest, TheDeathOfAThreadEndsItsCall) {
  const Trace trace = Parse({{8, "read(3,  <unfinished ...>"},
                             {8, "+++ killed by SIGKILL +++"},
                             {7, "close(3) = 0"}});
  ASSERT_THAT(NamesOf(trace), ElementsAre("read", "close"));
  EXPECT_FALSE(trace.calls()[0].returned);
  EXPECT_EQ(trace.calls()[0].first_line, 0);
  EXPECT_EQ(trace.calls()[0].last_line, 1);
}

TEST(TraceParserTest, ReadsACallInWhichTheThreadDied) {
  const Trace trace = Parse({{8, "read(3,  <unfinished ...>"},
                             {7, "exit_group(0) = ?"},
                             {8, "<... read resumed> <unfinished ...>) = ?"}});
  ASSERT_THAT(NamesOf(trace), ElementsAre("exit_group", "read"));
  EXPECT_FALSE(trace.calls()[0].returned);
  EXPECT_FALSE(trace.calls()[1].returned);
  EXPECT_THAT(trace.calls()[1].args, ElementsAre("3"));
  EXPECT_EQ(trace.calls()[1].last_line, 2);
}

TEST(TraceParserTest, ReadsASignal) {
  const Trace trace =
      Parse({{7, "pause() = ? ERESTARTNOHAND (To be restarted)"},
             {7, "--- SIGTERM {si_signo=SIGTERM, si_pid=1} ---"},
             {7, "--- stopped by SIGSTOP ---"}});
  EXPECT_THAT(trace.signals(),
              ElementsAre(SignalDelivery{7, At(1), "SIGTERM",
                                         "{si_signo=SIGTERM, si_pid=1}", 1}));
}

TEST(TraceParserTest, ReadsExits) {
  const Trace trace = Parse({{7, "+++ exited with 3 +++"},
                             {8, "+++ killed by SIGKILL +++"},
                             {9, "+++ killed by SIGSEGV (core dumped) +++"}});
  EXPECT_THAT(
      trace.exits(),
      ElementsAre(ThreadExit{7, At(0), 3, "", false, 0},
                  ThreadExit{8, At(1), std::nullopt, "SIGKILL", false, 1},
                  ThreadExit{9, At(2), std::nullopt, "SIGSEGV", true, 2}));
}

TEST(TraceParserTest, AnExecveOfAnotherThreadReturnsUnderTheLeadersId) {
  const Trace trace = Parse({{7, "pause( <unfinished ...>"},
                             {8, "execve(\"./x\", [\"./x\"] <unfinished ...>"},
                             {7, "+++ superseded by execve in pid 8 +++"},
                             {7, "<... execve resumed>) = 0"},
                             {7, "close(3) = 0"}});
  ASSERT_THAT(NamesOf(trace), ElementsAre("pause", "execve", "close"));
  const SystemCall& pause = trace.calls()[0];
  EXPECT_FALSE(pause.returned);
  EXPECT_EQ(pause.last_line, 2);
  const SystemCall& execve = trace.calls()[1];
  EXPECT_TRUE(execve.Succeeded());
  EXPECT_EQ(execve.thread, 8);
  EXPECT_EQ(execve.first_line, 1);
  EXPECT_EQ(execve.last_line, 3);
  EXPECT_THAT(trace.exits(), IsEmpty());
}

TEST(TraceParserTest, SupersessionWithoutATracedExecveIsFine) {
  const Trace trace = Parse(
      {{7, "+++ superseded by execve in pid 8 +++"}, {7, "close(3) = 0"}});
  EXPECT_THAT(NamesOf(trace), ElementsAre("close"));
}

TEST(TraceParserTest, TakesALongLine) {
  const std::string text(1 << 20, 'x');
  const Trace trace = Parse({{7, "write(1, \"" + text + "\", 9) = 9"}});
  EXPECT_EQ(trace.calls()[0].args[1].size(), text.size() + 2);
}

TEST(TraceParserTest, AnErrorNamesTheLineTheReasonAndTheText) {
  TraceParser parser;
  ASSERT_TRUE(parser.AddLine("7 1700000000.000000 close(3) = 0").ok());
  EXPECT_EQ(parser.AddLine("strace: \"x\"\n"),
            absl::InvalidArgumentError(
                "line 2: no thread id: \"strace: \\\"x\\\"\\n\""));
}

TEST(TraceParserTest, AnErrorShortensTheText) {
  TraceParser parser;
  EXPECT_EQ(parser.AddLine(std::string(1000, 'x')).message(),
            "line 1: no thread id: \"" + std::string(100, 'x') + "\"...");
}

TEST(TraceParserTest, GoesOnAfterAMalformedLine) {
  TraceParser parser;
  EXPECT_FALSE(parser.AddLine("strace: something").ok());
  EXPECT_TRUE(parser.AddLine("7 1700000000.000000 close(3) = 0").ok());
  EXPECT_THAT(parser.trace().lines(), SizeIs(2));
  ASSERT_THAT(parser.trace().calls(), SizeIs(1));
  EXPECT_EQ(parser.trace().calls()[0].first_line, 1);
}

// Expects that `event` is refused for `reason` after a pending read of 7.
void ExpectRefused(std::string_view event, std::string_view reason) {
  TraceParser parser;
  ASSERT_TRUE(
      parser.AddLine("7 1700000000.000000 read(3,  <unfinished ...>").ok());
  const std::string line = "7 1700000000.000001 " + std::string(event);
  const absl::Status status = parser.AddLine(line);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << line;
  EXPECT_THAT(std::string(status.message()),
              testing::StartsWith("line 2: " + std::string(reason) + ": \""));
  EXPECT_THAT(parser.trace().calls(), IsEmpty());
  EXPECT_THAT(parser.trace().signals(), IsEmpty());
  EXPECT_THAT(parser.trace().exits(), IsEmpty());
}

TEST(TraceParserTest, RefusesWhatContradictsItself) {
  ExpectRefused("close(3) = 0", "a call of a thread that is in another one");
  ExpectRefused("<... write resumed>) = 0", "resumes another call than read");
  ExpectRefused("<... read", "resumes another call than read");
  TraceParser parser;
  EXPECT_EQ(
      parser.AddLine("7 1700000000.000001 <... read resumed>) = 0").message(),
      "line 1: resumes a call that was not entered: "
      "\"7 1700000000.000001 <... read resumed>) = 0\"");
}

TEST(TraceParserTest, RefusesMalformedResumptions) {
  ExpectRefused("<... read resumed>", "no end of arguments");
  ExpectRefused("<... read resumed>)", "no \"= \" after the arguments");
  ExpectRefused("<... read resumed>) = x", "no result");
}

TEST(TraceParserTest, RefusesMalformedCalls) {
  TraceParser parser;
  for (const std::string_view event :
       {"", "read", "read(3", "read(3) = x", "(3) = 0", " <unfinished ...>"}) {
    EXPECT_EQ(
        parser.AddLine("7 1700000000.000001 " + std::string(event)).code(),
        absl::StatusCode::kInvalidArgument)
        << event;
  }
}

TEST(TraceParserTest, RefusesMalformedSignals) {
  ExpectRefused("--- SIGTERM {si_signo=SIGTERM}", "no end of ---");
  ExpectRefused("--- TERM {si_signo=SIGTERM} ---", "no name of a signal");
  ExpectRefused("--- SIGTERM ---", "no details of the signal");
  ExpectRefused("--- SIGTERM {si_signo ---", "no details of the signal");
  ExpectRefused("--- stopped by cold ---", "no name of a signal");
}

TEST(TraceParserTest, RefusesMalformedExits) {
  ExpectRefused("+++ exited with 3", "no end of +++");
  ExpectRefused("+++ exited with x +++", "no exit status");
  ExpectRefused("+++ exited with 3 4 +++", "no exit status");
  ExpectRefused("+++ killed by cold +++", "no name of a signal");
  ExpectRefused("+++ vanished +++", "neither an exit nor a kill");
  ExpectRefused("+++ superseded by execve in pid x +++",
                "no thread id after execve");
}

}  // namespace
}  // namespace uds_testing
