// The kill matrix: the clauses of all labs against their planted mistakes. A
// check that cannot fail is not a check, so each clause has a mistake that it
// alone, or it first, catches.
//
//   const std::vector<LabMatrix> labs = ...;
//   EXPECT_THAT(Problems(labs), IsEmpty());
//
// It takes the mistakes at their word; that each fails what it says is proved
// by running it, in mistakes_test.
#ifndef TESTS_WORKSHOP_MATRIX_H_
#define TESTS_WORKSHOP_MATRIX_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/testing/mistakes/mistakes.h"

namespace workshop {

struct ClauseName {
  std::string name;
  bool shared;  // by all labs: one lab's mistake is enough
};

struct LabMatrix {
  std::string lab;                  // "01_echo"
  std::vector<ClauseName> clauses;  // in the contract's order
  std::vector<uds_testing::Mistake> mistakes;
};

// What is wrong, a sentence each: a clause that is the first failure of no
// mistake; a mistake that declares nothing, what is no clause of its lab, or
// clauses out of order; two of one name.
std::vector<std::string> Problems(const std::vector<LabMatrix>& labs);

// docs/mistakes.md, whole.
std::string PageOf(const std::vector<LabMatrix>& labs);

// Of what `contract_test --list_clauses` and `mistakes --list_mistakes` print.
// INVALID_ARGUMENT if it is something else.
absl::StatusOr<LabMatrix> ParseLab(std::string_view lab,
                                   std::string_view clauses_json,
                                   std::string_view mistakes_json);

}  // namespace workshop

#endif  // TESTS_WORKSHOP_MATRIX_H_
