// A clause of a contract, as `contract_test --list_clauses` has it.
//
//   ContractClause clause = {.name = "Replies", .needs = {"BindsAndListens"}};
//
// Not for judging: the check of a clause stays in the contract. See
// common/testing/contract/contract.h.
#ifndef TOOLS_CHECK_CONTRACT_CLAUSE_H_
#define TOOLS_CHECK_CONTRACT_CLAUSE_H_

#include <string>
#include <vector>

namespace tools {

struct ContractClause {
  std::string name;
  std::string sentence = {};
  std::string hint = {};
  std::vector<std::string> needs = {};
};

}  // namespace tools

#endif  // TOOLS_CHECK_CONTRACT_CLAUSE_H_
