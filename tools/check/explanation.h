// Why a clause does not hold, as a person reads it.
//
//   for (const std::string& line : Explanation(verdict)) ...
//
//   Rule:      The server is ready for clients: ...
//   Seen:      ...
//   Next step: socket(2), bind(2), listen(2) ...
//
// What tools/verdicts/explain.h makes of it, cut to what one can read. Not for
// a clause that holds.
#ifndef TOOLS_CHECK_EXPLANATION_H_
#define TOOLS_CHECK_EXPLANATION_H_

#include <cstddef>
#include <string>
#include <vector>

#include "tools/verdicts/verdicts.h"

namespace tools {

// Columns of the label that begins a paragraph, as "Next step: "; other lines
// begin with as many spaces.
inline constexpr size_t kLabelWidth = 11;

// Rule, what was expected and seen, and the next step. Of a clause that is not
// started, rule and what is to be done: what was seen of a program that is not
// written yet teaches nothing. A paragraph of very many lines has only its
// beginning and its end.
std::vector<std::string> Explanation(const Verdict& verdict);

// Whether there is something to explain: the clause is broken, not started or
// unknown.
bool NeedsExplanation(const Verdict& verdict);

}  // namespace tools

#endif  // TOOLS_CHECK_EXPLANATION_H_
