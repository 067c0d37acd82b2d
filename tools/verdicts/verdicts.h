// The verdicts of a contract, read from what its test wrote.
//
//   contract_test ... --gtest_output=json:FILE
//   absl::StatusOr<std::vector<Verdict>> verdicts = ParseVerdicts(json_text);
#ifndef TOOLS_VERDICTS_VERDICTS_H_
#define TOOLS_VERDICTS_VERDICTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace tools {

struct Verdict {
  enum Kind {
    kHolds,
    kBroken,
    kNotStarted,  // broken, as its author has yet to write it
    kUnknown,     // nothing could be traced: as bad as broken
    kNotJudged,   // a clause that it needs is broken
    kSkipped,     // the machine lacks something
  };

  Kind kind;
  std::string clause;    // "ServerNeverOpensAFile"
  std::string sentence;  // the rule
  std::string hint;      // where to look when it is broken
  std::string figure;    // "open-family calls from exec to exit: 0"
  std::string note;      // why it was not judged, or which step is not started

  // Of a broken or unknown one: what the test printed, one for each failure.
  std::vector<std::string> failures;

  // What became of the judged program, where the failures do not say it: that a
  // signal has killed it, the end of its trace.
  std::string program = {};
};

// In the order of the contract. INVALID_ARGUMENT if `json` is not such a file,
// or has no clause in it.
absl::StatusOr<std::vector<Verdict>> ParseVerdicts(std::string_view json);

}  // namespace tools

#endif  // TOOLS_VERDICTS_VERDICTS_H_
