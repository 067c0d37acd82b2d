#include "tests/workshop/matrix.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace workshop {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::uds_testing::Mistake;

Mistake Failing(std::string name, std::vector<std::string> clauses) {
  return {.name = std::move(name),
          .what = "It is wrong.",
          .tempting = "It looks right.",
          .fails = std::move(clauses)};
}

// Two labs that share a clause, which only the first one's mistake kills.
std::vector<LabMatrix> Complete() {
  return {
      {.lab = "01_a",
       .clauses = {{"Shared", true}, {"Own", false}},
       .mistakes = {Failing("m1", {"Shared", "Own"}), Failing("m2", {"Own"})}},
      {.lab = "02_b",
       .clauses = {{"Shared", true}, {"Other", false}},
       .mistakes = {Failing("m3", {"Other"})}}};
}

TEST(MatrixTest, HasNoProblemWhereEachClauseIsTheFirstToCatchAMistake) {
  EXPECT_THAT(Problems(Complete()), IsEmpty());
}

TEST(MatrixTest, EachMistakeThatIsTakenAwayIsMissed) {
  for (size_t lab = 0; lab < 2; ++lab) {
    for (size_t i = 0; i < Complete()[lab].mistakes.size(); ++i) {
      std::vector<LabMatrix> labs = Complete();
      labs[lab].mistakes.erase(labs[lab].mistakes.begin() + i);
      EXPECT_FALSE(Problems(labs).empty()) << lab << ", " << i;
    }
  }
}

TEST(MatrixTest, ASharedClauseIsMissedInEachLab) {
  std::vector<LabMatrix> labs = Complete();
  labs[0].mistakes.erase(labs[0].mistakes.begin());
  EXPECT_THAT(Problems(labs),
              ElementsAre("01_a: no mistake is caught by Shared first",
                          "02_b: no mistake is caught by Shared first"));
}

TEST(MatrixTest, ASecondFailureKillsNothing) {
  std::vector<LabMatrix> labs = Complete();
  labs[0].mistakes.erase(labs[0].mistakes.begin() + 1);
  EXPECT_THAT(Problems(labs),
              ElementsAre("01_a: no mistake is caught by Own first"));
}

TEST(MatrixTest, AClauseOfOneLabIsNotKilledByAnotherLab) {
  std::vector<LabMatrix> labs = Complete();
  labs[1].clauses.push_back({"Own", false});
  EXPECT_THAT(Problems(labs),
              ElementsAre("02_b: no mistake is caught by Own first"));
}

TEST(MatrixTest, AMistakeDeclaresWhatIsThereAndInOrder) {
  std::vector<LabMatrix> labs = Complete();
  labs[1].mistakes.push_back(Failing("m4", {"Own"}));
  labs[1].mistakes.push_back(Failing("m3", {"Other", "Shared"}));
  labs[1].mistakes.push_back(Failing("m5", {}));
  labs[1].mistakes.back().tempting = "";
  EXPECT_THAT(
      Problems(labs),
      ElementsAre(
          "02_b: the mistake m4 fails what is no clause of its lab",
          "02_b: the mistake m3 has its clauses in another order than the "
          "contract",
          "02_b: two mistakes are called m3",
          "02_b: the mistake m5 fails nothing",
          "02_b: the mistake m5 does not say what it is, or why it is "
          "tempting"));
}

TEST(MatrixTest, ThePageHasARowForEachMistake) {
  std::vector<LabMatrix> labs = Complete();
  labs[1].mistakes[0].in_client = true;
  labs[1].mistakes[0].injections = {"unlink:retval=0"};
  const std::string page = PageOf(labs);
  EXPECT_THAT(page, HasSubstr("each of the 3 clauses"));
  EXPECT_THAT(page,
              HasSubstr("| `m1` | It is wrong. | It looks right. | Shared, Own "
                        "|\n"));
  EXPECT_THAT(page, HasSubstr("| `m3` | The client: It is wrong. (Planted by "
                              "strace: `inject=unlink:retval=0`.) |"));
}

TEST(MatrixTest, ReadsTheListsThatTheProgramsPrint) {
  const auto lab =
      ParseLab("01_a", R"([{"name": "Own", "shared": false}])",
               R"([{"name": "m", "what": "w", "tempting": "t", "fails": ["Own"],
           "in_client": true, "dynamic": true, "injections": ["a:b"]}])");
  ASSERT_TRUE(lab.ok()) << lab.status();
  EXPECT_EQ(lab->clauses[0].name, "Own");
  EXPECT_THAT(lab->mistakes[0].fails, ElementsAre("Own"));
  EXPECT_THAT(lab->mistakes[0].injections, ElementsAre("a:b"));
  EXPECT_TRUE(lab->mistakes[0].in_client && lab->mistakes[0].dynamic);
  EXPECT_EQ(ParseLab("01_a", "", "[]").status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ParseLab("01_a", "[]", "[]").status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace workshop
