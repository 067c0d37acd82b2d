// A lab's contract: what is true of its programs, clause by clause, judged on
// any program that claims to keep it.
//
//   int main(int argc, char** argv) {
//     return uds_testing::RunContract(
//         argc, argv,
//         {{.name = "Listens",
//           .sentence = "The server listens on the path that it is given.",
//           .hint = "listen(2) comes after bind(2).",
//           .needs = {},
//           .check = [](const Subject& subject) { EXPECT_...; }}});
//   }
//
//   contract_test --server=PROGRAM --client=PROGRAM
//   contract_test --list_clauses    # the list, as JSON
//
// Each clause becomes one GoogleTest. Not for tests of a library: those are
// plain tests beside it.
#ifndef COMMON_TESTING_CONTRACT_CONTRACT_H_
#define COMMON_TESTING_CONTRACT_CONTRACT_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/testing/contract/subject.h"

namespace uds_testing {

struct Clause {
  std::string name;      // of the test: "NeverOpensAFile"
  std::string sentence;  // the rule, as one would say it
  std::string hint;      // where to look when it is broken

  // Names of clauses that stand before this one. Where one of them failed, this
  // one is not judged, so that one mistake shows as one failure.
  std::vector<std::string> needs;

  // The body of the test: GoogleTest's assertions, and Figure.
  std::function<void(const Subject&)> check;

  // It stands in the contract of every lab, so that one lab's wrong server is
  // enough to show that it can fail.
  bool shared = false;
};

// States what the clause has measured, as "bytes that came back: 1048576"; it
// stands beside the verdict if the clause holds. Called by a check, once.
void Figure(std::string_view what, const std::string& value);
void Figure(std::string_view what, size_t value);

// Whether `status` is OK; if not, fails the clause with it. Where the tracer
// could not see (UNAVAILABLE), the verdict is UNKNOWN: as red as a failure, but
// nothing is said about the program.
bool Judgeable(const absl::Status& status);

// Reads the flags of GoogleTest and --server, --client, --whole_life,
// --activated, --inject, --clause_seconds, registers the clauses and runs them.
// Returns main's exit status: 0 only if every clause that was judged holds, 2
// on bad flags. To be called before there are threads.
//
// Beside a broken clause stands what became of its programs, where the failure
// does not say it: property "program" (see endings.h). Whatever they do, no
// clause takes much longer than --clause_seconds, and nothing of them stays
// behind, also if the contract is killed (see guard.h).
//
// Where a broken clause's server said that it waits for its author (see
// common/exercise), the verdict is "not started".
int RunContract(int argc, char** argv, std::vector<Clause> clauses);

}  // namespace uds_testing

#endif  // COMMON_TESTING_CONTRACT_CONTRACT_H_
