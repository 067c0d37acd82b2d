#include "tools/verdicts/evidence.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace tools {
namespace {

using Lines = std::vector<std::string>;

constexpr size_t kTraceWidth = 200;

// Of a text that a program has printed it may all be there: longer ones than
// this help nobody, and std::regex recurses over each character.
constexpr size_t kMostOfALine = 2048;
constexpr size_t kMostLines = 40;
constexpr char kEquality[] = "Expected equality of these values:";
constexpr char kWhich[] = "    Which is: ";

bool TakePrefix(std::string& line, std::string_view prefix) {
  if (!line.starts_with(prefix)) return false;
  line.erase(0, prefix.size());
  return true;
}

// strace's: mark, pid, time, call.
const std::regex& TraceLine() {
  static const auto* const regex =
      new std::regex(R"(^(    |  > )(\d+) +\d+\.\d{6} (.*)$)");
  return *regex;
}

// Takes the lines of a trace out of `lines`, those of the first excerpt only.
Lines TakeTrace(Lines& lines) {
  Lines rest, pids, calls;
  bool over = false;
  for (const std::string& line : lines) {
    std::smatch match;
    if (!std::regex_match(line, match, TraceLine())) {
      over |= !calls.empty();
      rest.push_back(line);
    } else if (!over) {
      pids.push_back(match[2]);
      calls.push_back(match[3]);
      calls.back().insert(0, match[1] == "  > " ? "> " : "  ");
    }
  }
  lines = rest;
  if (std::set<std::string>(pids.begin(), pids.end()).size() > 1) {
    for (size_t i = 0; i < calls.size(); ++i) {
      calls[i].insert(2, pids[i] + " ");
    }
  }
  for (std::string& call : calls) {
    if (call.size() <= kTraceWidth) continue;
    // The end is what the kernel answered.
    call.replace(kTraceWidth / 2, call.size() - kTraceWidth, " ... ");
  }
  return calls;
}

// One of two values that should be equal: what it is, and of what expression.
struct Value {
  std::string expression;
  std::string value;
};

// Takes "  EXPRESSION" and, if it is there, "    Which is: VALUE".
Value TakeValue(Lines& lines) {
  Value value;
  if (lines.empty()) return value;
  value.expression = std::string(absl::StripPrefix(lines[0], "  "));
  value.value = value.expression;
  lines.erase(lines.begin());
  if (lines.empty() || !TakePrefix(lines[0], kWhich)) return value;
  value.value = lines[0];
  lines.erase(lines.begin());
  return value;
}

std::string Joined(Lines lines) {
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  while (!lines.empty() && lines.front().empty()) lines.erase(lines.begin());
  return absl::StrJoin(lines, "\n");
}

// Both, with what is empty left out.
std::string Both(const std::string& first, const std::string& second) {
  if (first.empty() || second.empty()) return first + second;
  return first + "\n" + second;
}

Evidence OfEquality(Lines lines) {
  const Value seen = TakeValue(lines);
  const Value expected = TakeValue(lines);
  const std::string said = Joined(lines);
  const std::string expression =
      said.empty() ? "  (" + seen.expression + ")" : "";
  return {.expected = expected.value,
          .seen = Both(seen.value + expression, said),
          .trace = {}};
}

// "(tries) < (100u), actual: 81234 vs 100", of EXPECT_LT and its kin: puts into
// words what was expected, and returns what was seen. Empty where it is another
// text.
std::string TakeComparison(std::string& expected) {
  static const auto* const comparison =
      new std::regex(R"(^\(.*\) (<|<=|>|>=|!=) \(.*\), actual: (.*) vs (.*)$)");
  static const auto* const words =
      new std::map<std::string, std::string>{{"<", "less than "},
                                             {"<=", "at most "},
                                             {">", "more than "},
                                             {">=", "at least "},
                                             {"!=", "anything but "}};
  std::smatch match;
  if (!std::regex_match(expected, match, *comparison)) return "";
  const std::string seen = match[2];
  expected = words->at(match[1]) + match[3].str();
  return seen;
}

// "Value of: X", "Expected: MATCHER" and "  Actual: VALUE", in both orders.
Evidence OfMatch(Lines lines) {
  Evidence evidence;
  Lines rest;
  std::string expression, actual;
  bool in_actual = false;
  for (std::string line : lines) {
    if (TakePrefix(line, "Value of: ")) {
      expression = line;
    } else if (TakePrefix(line, "Expected: ")) {
      evidence.expected = line;
      in_actual = false;
    } else if (TakePrefix(line, "  Actual: ")) {
      actual = line;
      in_actual = true;
    } else if (in_actual && line.starts_with("  ")) {
      actual += "\n" + line;
    } else {
      rest.push_back(line);
    }
  }
  if (actual.empty()) actual = TakeComparison(evidence.expected);
  if (actual == "false" || actual == "true") {  // of EXPECT_TRUE and its kin
    const bool said = !Joined(rest).empty();
    evidence.expected =
        said ? "" : "that \"" + expression + "\" is " + evidence.expected;
    actual = said ? "" : "it is " + actual;
  }
  // gMock's word for the type, and of the whole trace only what is meant.
  static const auto* const type =
      new std::regex(R"(^(a trace of .* )?\(of type [^)]*\)(, )?)");
  actual = std::regex_replace(actual, *type, "");
  // What is said of a trace stands before the place in it that is shown below.
  const std::string said = Joined(rest);
  evidence.seen =
      actual.ends_with(":") ? Both(said, actual) : Both(actual, said);
  return evidence;
}

Lines Shortened(std::string_view text) {
  Lines lines;
  while (!text.empty() && lines.size() < kMostLines) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    lines.emplace_back(line.substr(0, kMostOfALine));
    if (line.size() <= kMostOfALine) continue;
    lines.back() +=
        absl::StrFormat(" ... (%d bytes more)", line.size() - kMostOfALine);
  }
  if (!text.empty()) {
    lines.push_back(absl::StrFormat("... (%d bytes more)", text.size()));
  }
  return lines;
}

}  // namespace

Evidence ParseFailure(std::string_view failure) {
  Lines lines = Shortened(failure);
  // "file.cc:12"; then "Failed", or what was expected.
  static const auto* const place =
      new std::regex(R"(^(unknown file|[^ ]+\.(cc|h):[0-9]+)$)");
  if (!lines.empty() && std::regex_match(lines[0], *place))
    lines.erase(lines.begin());
  const Lines trace = TakeTrace(lines);
  Evidence evidence;
  if (lines.empty()) {
  } else if (lines[0] == "Failed") {
    evidence.seen = Joined({lines.begin() + 1, lines.end()});
  } else if (lines[0] == kEquality) {
    evidence = OfEquality({lines.begin() + 1, lines.end()});
  } else {
    evidence = OfMatch(lines);
  }
  evidence.trace = trace;
  return evidence;
}

}  // namespace tools
