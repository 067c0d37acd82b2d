// The verdicts of a contract that did not come to its end, from what it had
// printed until then.
//
//   std::vector<Verdict> verdicts =
//       UnfinishedVerdicts(clauses, child.output(), "it was killed");
//
// Not for one that wrote its report: that knows more. See
// tools/verdicts/verdicts.h.
#ifndef TOOLS_CHECK_UNFINISHED_H_
#define TOOLS_CHECK_UNFINISHED_H_

#include <string>
#include <string_view>
#include <vector>

#include "tools/check/contract_clause.h"
#include "tools/verdicts/verdicts.h"

namespace tools {

// One verdict for each of `clauses`. `output` is GoogleTest's on stdout: a
// clause that it says is OK holds, one that FAILED is broken. The clause that
// it had begun last is unknown, for `reason`; so is the first, if it had begun
// none. The others are not judged.
std::vector<Verdict> UnfinishedVerdicts(
    const std::vector<ContractClause>& clauses, std::string_view output,
    const std::string& reason);

// A verdict on `clause` without any evidence.
Verdict VerdictOn(const ContractClause& clause, Verdict::Kind kind,
                  const std::string& note);

}  // namespace tools

#endif  // TOOLS_CHECK_UNFINISHED_H_
