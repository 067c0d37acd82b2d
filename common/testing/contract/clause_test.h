// One clause as a GoogleTest. A part of RunContract, where it is explained.
#ifndef COMMON_TESTING_CONTRACT_CLAUSE_TEST_H_
#define COMMON_TESTING_CONTRACT_CLAUSE_TEST_H_

#include "absl/time/time.h"
#include "common/testing/contract/contract.h"
#include "common/testing/contract/subject.h"
#include "gtest/gtest.h"

namespace uds_testing {

// Judges `subject` by `clause`, both borrowed, unless one that it needs has
// failed in this process; after `patience` the programs are killed.
class ClauseTest : public testing::Test {
 public:
  ClauseTest(const Clause& clause, const Subject& subject,
             absl::Duration patience)
      : clause_(clause), subject_(subject), patience_(patience) {}

  void TestBody() override;

 private:
  void Check();
  void Explain();

  const Clause& clause_;
  const Subject& subject_;
  const absl::Duration patience_;
};

}  // namespace uds_testing

#endif  // COMMON_TESTING_CONTRACT_CLAUSE_TEST_H_
