#include "tools/check/contract_program.h"

#include <sys/eventfd.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/check/fake_contract.h"
#include "tools/verdicts/verdicts.h"

namespace tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

ContractOptions OptionsFor(const FakeContract& contract) {
  return {
      .program = contract.path(), .server = "a server", .client = "a client"};
}

std::vector<ContractClause> ListOf(const FakeContract& contract) {
  return ContractProgram(OptionsFor(contract)).List().value();
}

// All its clauses, judged.
absl::StatusOr<ContractRun> RunAll(const FakeContract& contract,
                                   ContractOptions options) {
  const uds_testing::TempDirectory scratch;
  return ContractProgram(std::move(options))
      .Run(ListOf(contract), scratch.path());
}

TEST(ContractProgramTest, ListsItsClauses) {
  const FakeContract contract({{.name = "A"}, {.name = "B", .needs = {"A"}}});
  const std::vector<ContractClause> clauses = ListOf(contract);
  ASSERT_THAT(clauses, SizeIs(2));
  EXPECT_EQ(clauses[0].sentence, "The rule of A.");
  EXPECT_EQ(clauses[1].hint, "The hint of B.");
  EXPECT_THAT(clauses[1].needs, ElementsAre("A"));
}

TEST(ContractProgramTest, WithoutSuchAProgramThereIsNoList) {
  EXPECT_EQ(ContractProgram({.program = "/no/contract"}).List().status().code(),
            absl::StatusCode::kNotFound);
  const absl::Status status =
      ContractProgram({.program = "/bin/false"}).List().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("exit status 1"));
}

TEST(ContractProgramTest, RunsTheClausesThatAreWantedInTheirOrder) {
  const FakeContract contract(
      {{.name = "A"},
       {.name = "B", .says = FakeContract::Broken("no reply")},
       {.name = "C"}});
  const std::vector<ContractClause> clauses = ListOf(contract);
  ContractOptions options = OptionsFor(contract);
  options.flags = {"--activated"};
  const uds_testing::TempDirectory scratch;
  const ContractRun run = ContractProgram(options)
                              .Run({clauses[1], clauses[0]}, scratch.path())
                              .value();
  EXPECT_TRUE(run.finished);
  ASSERT_THAT(run.verdicts, SizeIs(2));
  EXPECT_EQ(run.verdicts[0].clause, "B");
  EXPECT_EQ(run.verdicts[0].kind, Verdict::kBroken);
  EXPECT_THAT(run.verdicts[0].failures, ElementsAre("Failed\nno reply"));
  EXPECT_EQ(run.verdicts[1].kind, Verdict::kHolds);
  EXPECT_THAT(contract.Asked(),
              HasSubstr("--server=a server --client=a client "
                        "--gtest_filter=Contract.B:Contract.A "));
  EXPECT_THAT(contract.Asked(), HasSubstr(" --activated\n"));
}

TEST(ContractProgramTest, RunsInTheFolderThatIsWanted) {
  const FakeContract contract({{.name = "A"}}, "pwd >&2; exit 3");
  ContractOptions options = OptionsFor(contract);
  options.directory = "/usr";
  const ContractRun run = RunAll(contract, options).value();
  EXPECT_THAT(run.verdicts[0].failures[0], HasSubstr("exit status 3: /usr\n"));
}

TEST(ContractProgramTest, WhatIsJudgedMayPrintAnything) {
  const FakeContract contract(
      {{.name = "A", .says = FakeContract::Broken("\xFF and \\u001b[2J")}});
  const ContractRun run = RunAll(contract, OptionsFor(contract)).value();
  EXPECT_TRUE(run.finished);
  EXPECT_EQ(run.verdicts[0].kind, Verdict::kBroken);
  EXPECT_THAT(run.verdicts[0].failures[0], HasSubstr("\\xff and \\x1b[2J"));
}

TEST(ContractProgramTest, WhatIsJudgedMayPrintVeryMuch) {
  const FakeContract contract(
      {{.name = "A", .says = FakeContract::Broken(std::string(100000, 'y'))}});
  const ContractRun run = RunAll(contract, OptionsFor(contract)).value();
  EXPECT_LT(run.verdicts[0].failures[0].size(), 20000u);
}

TEST(ContractProgramTest, AJudgeThatCrashesIsUnknownWithItsLastWords) {
  const FakeContract contract(
      {{.name = "A"}, {.name = "B"}},
      "echo '[ RUN      ] Contract.A'; echo '[       OK ] Contract.A (1 ms)'\n"
      "echo '[ RUN      ] Contract.B'; echo 'oh no' >&2; kill -SEGV $$");
  const ContractRun run = RunAll(contract, OptionsFor(contract)).value();
  EXPECT_FALSE(run.finished);
  EXPECT_EQ(run.verdicts[0].kind, Verdict::kHolds);
  EXPECT_EQ(run.verdicts[1].kind, Verdict::kUnknown);
  EXPECT_THAT(run.verdicts[1].failures[0],
              HasSubstr("the judge ended with killed by SIGSEGV: oh no"));
}

TEST(ContractProgramTest, AReportThatLeavesAClauseOutIsNone) {
  const FakeContract contract({{.name = "A"}, {.name = "B"}},
                              "filter=Contract.A");
  const ContractRun run = RunAll(contract, OptionsFor(contract)).value();
  EXPECT_FALSE(run.finished);
  EXPECT_EQ(run.verdicts[0].kind, Verdict::kUnknown);
  EXPECT_THAT(run.verdicts[0].failures[0],
              HasSubstr("the report says nothing of B"));
}

TEST(ContractProgramTest, AJudgeWithoutEndIsKilledAtItsTimeLimit) {
  const FakeContract contract({{.name = "A"}}, "exec sleep 1000");
  ContractOptions options = OptionsFor(contract);
  options.time_limit = absl::Seconds(1);
  const absl::Time start = absl::Now();
  const ContractRun run = RunAll(contract, options).value();
  EXPECT_LT(absl::Now() - start, absl::Seconds(60));
  EXPECT_FALSE(run.finished);
  EXPECT_EQ(run.verdicts[0].kind, Verdict::kUnknown);
  EXPECT_EQ(run.verdicts[0].sentence, "The rule of A.");
  EXPECT_THAT(run.verdicts[0].failures[0],
              HasSubstr("the judge did not come to an end within 1 s"));
}

TEST(ContractProgramTest, ARunIsCancelledByADescriptor) {
  const uds::UniqueFd cancel(::eventfd(1, EFD_CLOEXEC));
  const FakeContract contract({{.name = "A"}}, "exec sleep 1000");
  ContractOptions options = OptionsFor(contract);
  options.cancel_fd = cancel.get();
  EXPECT_EQ(RunAll(contract, options).status().code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace tools
