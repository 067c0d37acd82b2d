// A contract that says what it is told to say, for tests of what runs one.
//
//   const FakeContract contract({{.name = "A"},
//                                {.name = "B", .needs = {"A"},
//                                 .says = FakeContract::Broken("no reply")}});
//   ContractProgram program({.program = contract.path(), ...});
//
// Not for what a real one says: see common/testing/contract.
#ifndef TOOLS_CHECK_FAKE_CONTRACT_H_
#define TOOLS_CHECK_FAKE_CONTRACT_H_

#include <string>
#include <vector>

#include "common/testing/temp_directory.h"

namespace tools {

struct FakeClause {
  std::string name;
  std::vector<std::string> needs = {};
  std::string says = R"("result": "COMPLETED")";  // members of its JSON
};

// A shell script, removed with its object.
class FakeContract {
 public:
  static std::string Broken(const std::string& failure);
  static std::string NotStarted(const std::string& step);
  static std::string Unknown(const std::string& why);

  // `first` is shell to be run before it writes its report.
  explicit FakeContract(const std::vector<FakeClause>& clauses,
                        const std::string& first = "");

  std::string path() const { return directory_.Path("contract"); }

  // The arguments of all its runs but those to list its clauses, one a line.
  std::string Asked() const;

 private:
  uds_testing::TempDirectory directory_;
};

}  // namespace tools

#endif  // TOOLS_CHECK_FAKE_CONTRACT_H_
