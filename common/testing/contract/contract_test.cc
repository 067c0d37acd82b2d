#include "common/testing/contract/contract.h"

#include <memory>
#include <string>
#include <vector>

#include "common/testing/child_process.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Runs the clauses of sample_contract.cc that `filter` names.
struct Sample {
  explicit Sample(const std::string& filter,
                  std::vector<std::string> flags = {"--server=/bin/sh server",
                                                    "--client=a client"}) {
    flags.insert(flags.begin(),
                 {"common/testing/contract/sample_contract",
                  "--gtest_filter=" + filter, "--gtest_output=json:/dev/fd/2"});
    child = ChildProcess::Start(flags).value();
    status = child->Wait(absl::Seconds(60)).value();
    output = child->output();
    report = child->errors();
  }

  std::unique_ptr<ChildProcess> child;
  ExitStatus status;
  std::string output;
  std::string report;  // GoogleTest's, as JSON
};

TEST(ContractTest, AClauseThatHoldsStatesItsFigureAndItsRule) {
  const Sample sample("*.Holds");
  EXPECT_EQ(sample.status, ExitStatus::Exited(0)) << sample.output;
  EXPECT_THAT(sample.report, HasSubstr("words of the server: 2"));
  EXPECT_THAT(sample.report, HasSubstr("The rule of Holds."));
}

TEST(ContractTest, ABrokenClauseShowsEvidenceRuleAndNextStep) {
  const Sample sample("*.IsBroken");
  EXPECT_EQ(sample.status, ExitStatus::Exited(1));
  EXPECT_THAT(sample.output, HasSubstr("the evidence"));
  EXPECT_THAT(sample.output, HasSubstr("The rule of IsBroken."));
  EXPECT_THAT(sample.output, HasSubstr("The hint of IsBroken."));
  EXPECT_THAT(sample.report, Not(HasSubstr("beside the point")));
}

TEST(ContractTest, WhereThereIsNoProgramTheNextStepIsToNameOne) {
  const Sample sample("*.IsBroken", {"--server=/nonexistent", "--client=c"});
  EXPECT_THAT(sample.report, HasSubstr("Name a program that can be executed"));
  EXPECT_THAT(sample.output, Not(HasSubstr("The hint of IsBroken.")));
}

TEST(ContractTest, WhatNeedsABrokenClauseIsNotJudgedAlsoAtSecondHand) {
  const Sample sample("*.Holds:*.IsBroken:*.Needs*");
  EXPECT_EQ(sample.status, ExitStatus::Exited(1));
  EXPECT_THAT(sample.output, Not(HasSubstr("never judged")));
  EXPECT_THAT(sample.output,
              HasSubstr("not judged: it needs IsBroken, which does not hold"));
  EXPECT_THAT(sample.output, HasSubstr("not judged: it needs NeedsTheBroken"));
}

TEST(ContractTest, WhatCouldNotBeSeenIsUnknownAndRed) {
  const Sample sample("*.CannotSee");
  EXPECT_EQ(sample.status, ExitStatus::Exited(1));
  EXPECT_THAT(sample.output, HasSubstr("UNKNOWN: no ptrace"));
  EXPECT_THAT(sample.report, HasSubstr("\"verdict\": \"unknown\""));
}

TEST(ContractTest, WithoutProgramsToJudgeItSaysHowToNameThem) {
  const Sample sample("*", {"--server=a"});
  EXPECT_EQ(sample.status, ExitStatus::Exited(2));
  EXPECT_THAT(sample.report, HasSubstr("--client=PROGRAM"));
}

}  // namespace
}  // namespace uds_testing
