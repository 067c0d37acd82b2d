#include "tools/check/unfinished.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/check/contract_clause.h"
#include "tools/verdicts/verdicts.h"

namespace tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<ContractClause>& Clauses() {
  static const auto* const clauses = new std::vector<ContractClause>{
      {.name = "Listens", .sentence = "It listens.", .hint = "listen(2)"},
      {.name = "Replies"},
      {.name = "RepliesToMany"}};
  return *clauses;
}

std::vector<Verdict::Kind> Kinds(const std::vector<Verdict>& verdicts) {
  std::vector<Verdict::Kind> kinds;
  for (const Verdict& verdict : verdicts) kinds.push_back(verdict.kind);
  return kinds;
}

TEST(UnfinishedTest, VerdictsThatWereReachedStand) {
  const std::vector<Verdict> verdicts = UnfinishedVerdicts(Clauses(), R"(
[ RUN      ] Contract.Listens
[       OK ] Contract.Listens (12 ms)
[ RUN      ] Contract.Replies
labs/contract_test.cc:12: Failure
Expected equality of these values:
  "pong"
  "ping"
labs/contract_test.cc:14: Failure
Failed
more
  Rule:      It replies.
  Next step: send(2)
[  FAILED  ] Contract.Replies (3 ms)
[ RUN      ] Contract.RepliesToMany
a word
)",
                                                           "it was killed");
  EXPECT_THAT(Kinds(verdicts), ElementsAre(Verdict::kHolds, Verdict::kBroken,
                                           Verdict::kUnknown));
  EXPECT_EQ(verdicts[0].sentence, "It listens.");
  EXPECT_THAT(
      verdicts[1].failures,
      ElementsAre("labs/contract_test.cc:12\nExpected equality of these "
                  "values:\n  \"pong\"\n  \"ping\"",
                  "labs/contract_test.cc:14\nFailed\nmore"));
  EXPECT_THAT(verdicts[2].failures,
              ElementsAre("Failed\nit was killed\nIts last words:\na word"));
}

TEST(UnfinishedTest, TheClauseAtWhichItWasIsUnknownAndTheOthersNotJudged) {
  const std::vector<Verdict> verdicts = UnfinishedVerdicts(
      Clauses(), "[ RUN      ] Contract.Listens\n", "it was killed");
  EXPECT_THAT(
      Kinds(verdicts),
      ElementsAre(Verdict::kUnknown, Verdict::kNotJudged, Verdict::kNotJudged));
  EXPECT_EQ(verdicts[1].note, "the judge did not get so far");
}

TEST(UnfinishedTest, ANameThatBeginsAnotherIsNotTheOther) {
  const std::vector<Verdict> verdicts =
      UnfinishedVerdicts(Clauses(),
                         "[ RUN      ] Contract.RepliesToMany\n"
                         "[       OK ] Contract.RepliesToMany (1 ms)\n",
                         "");
  EXPECT_EQ(verdicts[1].kind, Verdict::kNotJudged);
  EXPECT_EQ(verdicts[2].kind, Verdict::kHolds);
}

TEST(UnfinishedTest, ThereIsAlwaysAReason) {
  for (const char* const output :
       {"usage: ...",
        "[ RUN      ] Contract.Listens\n[       OK ] Contract.Listens\n",
        "[ RUN      ] Contract.Listens\n[       OK ] Contract.Listens\n"
        "[ RUN      ] Contract.Replies\n[       OK ] Contract.Replies\n"
        "[ RUN      ] Contract.RepliesToMany\n"
        "[       OK ] Contract.RepliesToMany\n"}) {
    size_t reasons = 0;
    for (const Verdict& verdict :
         UnfinishedVerdicts(Clauses(), output, "it crashed")) {
      if (verdict.kind != Verdict::kUnknown) continue;
      ++reasons;
      EXPECT_THAT(verdict.failures[0], HasSubstr("it crashed\n"));
    }
    EXPECT_EQ(reasons, 1u) << output;
  }
}

}  // namespace
}  // namespace tools
