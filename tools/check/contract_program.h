// A lab's contract_test, run as a program for some of its clauses.
//
//   ContractProgram contract({.program = ".../contract_test", ...});
//   absl::StatusOr<std::vector<ContractClause>> clauses = contract.List();
//   absl::StatusOr<ContractRun> run = contract.Run({clauses->at(0)},
//   "/tmp/mine");
//
// Not for the order in which an exercise wants them: see judgement.h.
#ifndef TOOLS_CHECK_CONTRACT_PROGRAM_H_
#define TOOLS_CHECK_CONTRACT_PROGRAM_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/check/contract_clause.h"
#include "tools/verdicts/verdicts.h"

namespace tools {

struct ContractOptions {
  std::string program;  // the contract_test; absolute, if `directory` is set
  std::string server = {};  // commands, as for its --server and --client
  std::string client = {};
  std::vector<std::string> flags = {};  // more, as "--activated"

  // In which it runs, and so what it judges; empty: this process's.
  std::string directory = {};

  // How long one run may take. Then it is killed.
  absl::Duration time_limit = absl::Seconds(120);

  // Ends a run when it is readable. Borrowed; -1 for none.
  int cancel_fd = -1;
};

struct ContractRun {
  std::vector<Verdict> verdicts;

  // False if it was killed at its time limit, or ended without a report. Then
  // it has not ended what it had started.
  bool finished;
};

class ContractProgram {
 public:
  explicit ContractProgram(ContractOptions options)
      : options_(std::move(options)) {}

  const std::string& program() const { return options_.program; }

  // What it can judge. NOT_FOUND if there is no such program.
  absl::StatusOr<std::vector<ContractClause>> List() const;

  // Judges `clauses`, and returns one verdict for each, in their order. Where
  // the contract has not finished, verdicts that it had reached stand; the
  // clause at which it was is unknown, those behind it are not judged.
  // CANCELLED when cancel_fd has become readable.
  //
  // It works in `scratch`, an absolute path, and leaves files there. What the
  // contract has started may write to it even after it was killed, so the
  // caller removes it when that has ended: see orphans.h.
  //
  // Texts of the judged program in the verdicts are fit to be shown: see
  // printable.h.
  absl::StatusOr<ContractRun> Run(const std::vector<ContractClause>& clauses,
                                  const std::string& scratch) const;

 private:
  ContractOptions options_;
};

}  // namespace tools

#endif  // TOOLS_CHECK_CONTRACT_PROGRAM_H_
