#include "common/testing/strace/matchers.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <ostream>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace uds_testing {
namespace {

// What a rule has found in a trace: whether it holds, and the evidence.
struct Finding {
  bool holds = true;
  std::string evidence;
};

// One matcher for all rules: the sentence, and the function that judges.
class Rule : public testing::MatcherInterface<const Trace&> {
 public:
  Rule(std::string sentence, std::function<Finding(const Trace&)> judge)
      : sentence_(std::move(sentence)), judge_(std::move(judge)) {}

  bool MatchAndExplain(const Trace& trace,
                       testing::MatchResultListener* listener) const override {
    const Finding finding = judge_(trace);
    *listener << finding.evidence;
    return finding.holds;
  }
  void DescribeTo(std::ostream* out) const override { *out << sentence_; }
  void DescribeNegationTo(std::ostream* out) const override {
    *out << "not: " << sentence_;
  }

 private:
  std::string sentence_;
  std::function<Finding(const Trace&)> judge_;
};

TraceMatcher MakeRule(std::string sentence,
                      std::function<Finding(const Trace&)> judge) {
  return TraceMatcher(new Rule(std::move(sentence), std::move(judge)));
}

// "line 12:" and the excerpt. People count lines from 1.
std::string At(const Trace& trace, const SystemCall& call) {
  return absl::StrCat("line ", call.first_line + 1, ":\n",
                      trace.Excerpt(call.first_line));
}

// `calls` must be none.
Finding Forbid(const Trace& trace, const std::vector<SystemCall>& calls) {
  if (calls.empty()) return {true, "no such call"};
  return {false, absl::StrCat("such calls: ", calls.size(), ", the first at ",
                              At(trace, calls.front()))};
}

// `near_misses` are all that there is.
Finding NotFound(const Trace& trace,
                 const std::vector<SystemCall>& near_misses) {
  if (near_misses.empty()) return {false, "nothing like it was found"};
  return {false, absl::StrCat("other calls of that name: ", near_misses.size(),
                              ", the last at ", At(trace, near_misses.back()))};
}

Finding MissingStep(const Trace& trace,
                    const std::vector<CallPattern>& patterns, size_t missing,
                    const SystemCall* last_found) {
  const CallPattern& pattern = patterns[missing];
  const std::string step =
      absl::StrCat("step ", missing + 1, " of ", patterns.size(), ", ",
                   pattern.Describe(), ", was not found");
  if (last_found == nullptr) {
    const auto named = CallsMatching(trace, pattern.NameAlone());
    return {false, absl::StrCat(step, "; ", NotFound(trace, named).evidence)};
  }
  const auto early = CallsMatching(trace, pattern);
  return {false,
          absl::StrCat(step, " after step ", missing,
                       early.empty() ? "" : ", only before it", "; step ",
                       missing, " is at ", At(trace, *last_found))};
}

Finding JudgeOrder(const Trace& trace,
                   const std::vector<CallPattern>& patterns) {
  const SystemCall* last_found = nullptr;
  auto next = trace.calls().begin();
  for (size_t step = 0; step < patterns.size(); ++step) {
    next = std::find_if(next, trace.calls().end(), [&](const SystemCall& call) {
      return patterns[step].Matches(call);
    });
    if (next == trace.calls().end()) {
      return MissingStep(trace, patterns, step, last_found);
    }
    last_found = &*next++;
  }
  return {true, "all steps were found"};
}

const CallPattern& OpenFamily() {
  static const auto* const family =
      new CallPattern({"open", "openat", "openat2", "creat",
                       "open_by_handle_at", "io_uring_setup"});
  return *family;
}

std::string ToText(const Ucred& ucred) {
  return absl::StrCat("{pid=", ucred.pid, ", uid=", ucred.uid,
                      ", gid=", ucred.gid, "}");
}

CallPattern PeerCredentialCall() {
  return Call("getsockopt").WithArgument(2, "SO_PEERCRED");
}

bool Answers(const SystemCall& call, const Ucred& credentials) {
  if (!call.Succeeded() || call.args.size() < 4) return false;
  const absl::StatusOr<Ucred> answer = ParseUcred(call.args[3]);
  return answer.ok() && *answer == credentials;
}

}  // namespace

TraceMatcher NeverOpensAFile() {
  return MakeRule("never opens a file", [](const Trace& trace) {
    return Forbid(trace, OpenFamilyCalls(trace));
  });
}

TraceMatcher Makes(CallPattern pattern) {
  return MakeRule("makes a call: " + pattern.Describe(),
                  [pattern](const Trace& trace) -> Finding {
                    const auto calls = CallsMatching(trace, pattern);
                    if (calls.empty()) {
                      return NotFound(
                          trace, CallsMatching(trace, pattern.NameAlone()));
                    }
                    return {true, "it does at " + At(trace, calls.front())};
                  });
}

TraceMatcher NeverMakes(CallPattern pattern) {
  return MakeRule("never makes a call: " + pattern.Describe(),
                  [pattern](const Trace& trace) {
                    return Forbid(trace, CallsMatching(trace, pattern));
                  });
}

TraceMatcher MakesCallsInOrder(std::vector<CallPattern> patterns) {
  std::string sentence = "makes calls in this order";
  for (const CallPattern& pattern : patterns) {
    absl::StrAppend(&sentence, "; ", pattern.Describe());
  }
  return MakeRule(std::move(sentence),
                  [patterns = std::move(patterns)](const Trace& trace) {
                    return JudgeOrder(trace, patterns);
                  });
}

TraceMatcher SeesPeerCredentials(Ucred credentials) {
  return MakeRule("sees the peer credentials " + ToText(credentials),
                  [credentials](const Trace& trace) -> Finding {
                    const auto calls =
                        CallsMatching(trace, PeerCredentialCall());
                    for (const SystemCall& call : calls) {
                      if (Answers(call, credentials)) return {true, "it does"};
                    }
                    return NotFound(trace, calls);
                  });
}

std::vector<SystemCall> CallsMatching(const Trace& trace,
                                      const CallPattern& pattern) {
  std::vector<SystemCall> matching;
  std::copy_if(
      trace.calls().begin(), trace.calls().end(), std::back_inserter(matching),
      [&pattern](const SystemCall& call) { return pattern.Matches(call); });
  return matching;
}

std::vector<SystemCall> OpenFamilyCalls(const Trace& trace) {
  return CallsMatching(trace, OpenFamily());
}

}  // namespace uds_testing
