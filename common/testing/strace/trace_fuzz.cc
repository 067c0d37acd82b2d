// Properties that hold for any bytes given to the parser. libFuzzer calls the
// function below, and so does corpus_main.cc.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/testing/fuzz/property.h"
#include "common/testing/strace/arguments.h"
#include "common/testing/strace/event.h"
#include "common/testing/strace/parser.h"
#include "common/testing/strace/trace.h"

namespace uds_testing {
namespace {

std::string Join(const std::vector<std::string>& args) {
  std::string joined;
  for (size_t i = 0; i < args.size(); ++i) {
    absl::StrAppend(&joined, i == 0 ? "" : ", ", args[i]);
  }
  return joined;
}

void CheckArguments(const SystemCall& call) {
  const std::string joined = Join(call.args);
  Require(SplitArguments(joined) == call.args, "split undoes join", joined);
  for (const std::string& arg : call.args) {
    // These read any text; what they make of it has tests of its own.
    ParseQuoted(arg).IgnoreError();
    ParseUcred(arg).IgnoreError();
    ParseFields(arg);
  }
}

void CheckLines(const Trace& trace, const SystemCall& call) {
  Require(call.first_line <= call.last_line, "entered before ended", call.name);
  Require(call.last_line < trace.lines().size(), "lines exist", call.name);
  const std::string& line = trace.lines()[call.first_line];
  Require(line.find(call.name + "(") != line.npos, "named where entered", line);
  Require(trace.Excerpt(call.first_line).find("  > " + line) != line.npos,
          "an excerpt marks the line", line);
}

std::string Stamped(const SystemCall& call, std::string_view text) {
  return absl::StrCat(call.thread, " 1700000000.000000 ", std::string(text));
}

// The one call of `lines`, with the time and lines of `like`.
SystemCall Reparse(const std::vector<std::string>& lines,
                   const SystemCall& like) {
  TraceParser parser;
  for (const std::string& line : lines) {
    Require(parser.AddLine(line).ok(), "what was parsed parses again", line);
  }
  Require(parser.trace().calls().size() == 1, "one call is one", lines[0]);
  SystemCall call = parser.trace().calls()[0];
  call.time = like.time;
  call.first_line = like.first_line;
  call.last_line = like.last_line;
  return call;
}

// What is printed parses to the same, on one line and cut in two at any place.
void CheckRoundTrip(const SystemCall& call) {
  std::ostringstream out;
  out << call;
  const std::string text = out.str();
  Require(Reparse({Stamped(call, text)}, call) == call, "prints as read", text);
  const size_t begin = call.name.size() + 1;
  const size_t end = text.size() - call.result.size() - 4;
  const size_t cut = begin + text.size() * 31 % (end - begin + 1);
  const std::string head = text.substr(0, cut) + " <unfinished ...>";
  const std::string tail = "<... " + call.name + " resumed>" + text.substr(cut);
  Require(Reparse({Stamped(call, head), Stamped(call, tail)}, call) == call,
          "a call cut in two is the same", head + "\n" + tail);
}

void CheckTrace(const Trace& trace) {
  for (const SystemCall& call : trace.calls()) {
    CheckLines(trace, call);
    CheckArguments(call);
    if (!call.result.empty()) CheckRoundTrip(call);
  }
  for (const SignalDelivery& signal : trace.signals()) {
    Require(signal.line < trace.lines().size(), "lines exist", signal.name);
  }
  for (const ThreadExit& exit : trace.exits()) {
    Require(exit.line < trace.lines().size(), "lines exist", exit.signal);
    Require(exit.status.has_value() == exit.signal.empty(),
            "an exit has a status or a signal", trace.lines()[exit.line]);
  }
  const size_t half = trace.lines().size() / 2;
  Require(trace.Slice(0, half).calls().size() +
                  trace.Slice(half, trace.lines().size()).calls().size() ==
              trace.calls().size(),
          "two slices are the whole", "");
}

// All lines, going on after those that are refused.
Trace ParseWhatParses(std::string_view text) {
  TraceParser parser;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const size_t before = parser.trace().calls().size();
    const bool ok = parser.AddLine(text.substr(0, end)).ok();
    const size_t after = parser.trace().calls().size();
    Require(ok ? after <= before + 1 : after == before,
            "a line ends one call at most, a refused one none",
            text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  parser.Finish();
  return parser.trace();
}

}  // namespace
}  // namespace uds_testing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = uds_testing::AsText(data, size);
  const uds_testing::Trace lenient = uds_testing::ParseWhatParses(text);
  uds_testing::CheckTrace(lenient);
  const absl::StatusOr<uds_testing::Trace> strict =
      uds_testing::Trace::Parse(text);
  uds_testing::Require(!strict.ok() || *strict == lenient,
                       "whole or line by line is the same", text);
  return 0;
}
