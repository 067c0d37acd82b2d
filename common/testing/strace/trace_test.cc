#include "common/testing/strace/trace.h"

#include <algorithm>
#include <sstream>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kText =
    "7 1700000000.000000 socket(AF_UNIX) = 3\n"
    "7 1700000000.000001 accept4(3,  <unfinished ...>\n"
    "8 1700000000.000002 close(3) = 0\n"
    "8 1700000000.000003 --- SIGUSR1 {si_pid=1} ---\n"
    "7 1700000000.000004 <... accept4 resumed>NULL) = 4\n"
    "8 1700000000.000005 pause( <unfinished ...>\n"
    "7 1700000000.000006 +++ exited with 0 +++\n";

Trace Parse(std::string_view text) {
  absl::StatusOr<Trace> trace = Trace::Parse(text);
  EXPECT_TRUE(trace.ok()) << trace.status();
  return trace.ok() ? *std::move(trace) : Trace();
}

std::string NamesOf(const Trace& trace) {
  std::string names;
  for (const SystemCall& call : trace.calls()) names += call.name + " ";
  return names;
}

TEST(TraceTest, HasLinesCallsSignalsAndExits) {
  const Trace trace = Parse(kText);
  ASSERT_THAT(trace.lines(), SizeIs(7));
  EXPECT_EQ(trace.lines()[2], "8 1700000000.000002 close(3) = 0");
  EXPECT_EQ(NamesOf(trace), "socket close accept4 pause ");
  EXPECT_THAT(trace.signals(), SizeIs(1));
  EXPECT_THAT(trace.exits(), SizeIs(1));
}

TEST(TraceTest, TheLastNewlineMayBeMissing) {
  EXPECT_EQ(Parse(kText), Parse(kText.substr(0, kText.size() - 1)));
}

TEST(TraceTest, EventsOutliveATraceThatIsATemporary) {
  std::string names;
  for (const SystemCall& call : Parse(kText).Slice(1, 3).calls()) {
    names += call.name + " ";
  }
  EXPECT_EQ(names, "close accept4 ");
}

TEST(TraceTest, NoTextIsATraceWithoutLines) {
  EXPECT_EQ(Parse(""), Trace());
  EXPECT_THAT(Trace().lines(), IsEmpty());
}

TEST(TraceTest, AMalformedLineIsAnError) {
  EXPECT_EQ(Trace::Parse("7 1700000000.000000 close(3) = 0\n\n").status(),
            absl::InvalidArgumentError("line 2: no thread id: \"\""));
}

TEST(TraceTest, ASliceHasTheEventsEnteredInItAndAllLines) {
  const Trace trace = Parse(kText);
  const Trace slice = trace.Slice(1, 3);
  EXPECT_EQ(NamesOf(slice), "close accept4 ");
  EXPECT_EQ(slice.lines(), trace.lines());
  EXPECT_THAT(slice.signals(), IsEmpty());
  EXPECT_THAT(slice.exits(), IsEmpty());
}

TEST(TraceTest, ASliceHasItsSignalsAndExits) {
  const Trace trace = Parse(kText);
  EXPECT_THAT(trace.Slice(3, 4).signals(), SizeIs(1));
  EXPECT_THAT(trace.Slice(4, 7).signals(), IsEmpty());
  EXPECT_THAT(trace.Slice(6, 7).exits(), SizeIs(1));
  EXPECT_EQ(trace.Slice(0, 7), trace);
  EXPECT_EQ(NamesOf(trace.Slice(7, 0)), "");
}

TEST(TraceTest, AnExcerptMarksTheLineAmongItsNeighbours) {
  EXPECT_EQ(Parse(kText).Excerpt(2, 1),
            "    7 1700000000.000001 accept4(3,  <unfinished ...>\n"
            "  > 8 1700000000.000002 close(3) = 0\n"
            "    8 1700000000.000003 --- SIGUSR1 {si_pid=1} ---\n");
}

size_t LinesIn(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

TEST(TraceTest, AnExcerptHasThreeLinesEitherSide) {
  EXPECT_EQ(LinesIn(Parse(kText).Excerpt(3)), 7);
}

TEST(TraceTest, AnExcerptEndsWhereTheTraceDoes) {
  const Trace trace = Parse(kText);
  EXPECT_EQ(LinesIn(trace.Excerpt(0)), 4);
  EXPECT_EQ(LinesIn(trace.Excerpt(6)), 4);
  EXPECT_EQ(LinesIn(trace.Excerpt(6, static_cast<size_t>(-1))), 7);
  EXPECT_EQ(trace.Excerpt(7), "");
  EXPECT_EQ(Trace().Excerpt(0), "");
}

TEST(TraceTest, PrintsAsOneLine) {
  std::ostringstream out;
  out << Parse(kText);
  EXPECT_EQ(out.str(), "a trace of 7 lines with 4 system calls");
}

}  // namespace
}  // namespace uds_testing
