// What a failed expectation of a contract says: GoogleTest's words about
// expressions taken apart into what was expected, what was seen, and where in
// the trace.
//
//   const Evidence evidence = ParseFailure(verdict.failures[0]);
//   // evidence.expected: "never opens a file"
//
// Not a parser of all that GoogleTest can say: what it does not know stands as
// it was.
#ifndef TOOLS_VERDICTS_EVIDENCE_H_
#define TOOLS_VERDICTS_EVIDENCE_H_

#include <string>
#include <string_view>
#include <vector>

namespace tools {

// One failure of a clause. Texts may have several lines; empty where there is
// none. In an excerpt of a trace each line begins "  ", or "> " where it is the
// one that is meant; pids stand there only where there are several.
struct Evidence {
  std::string expected;
  std::string seen;
  std::vector<std::string> trace;
};

// Of one entry of Verdict::failures, or of Verdict::program.
Evidence ParseFailure(std::string_view failure);

}  // namespace tools

#endif  // TOOLS_VERDICTS_EVIDENCE_H_
