#include "tests/docs/ledger.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace docs {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::optional<std::set<std::string>> TestsOf(const std::string& label) {
  if (label == "//a:a_test") return {{"A.Holds", "A.Breaks"}};
  if (label == "//b:b_test") return {{"B.Holds"}};
  return std::nullopt;
}

std::vector<std::string> Faults(const std::string& rows) {
  return FaultsOf("# Claims\n\n| # | claim | verdict | test | note |\n" +
                      ("|---|---|---|---|---|\n" + rows),
                  TestsOf);
}

TEST(LedgerTest, AGoodOneHasNoFaults) {
  EXPECT_THAT(
      Faults("| A1 | One. | proved | `//a:a_test` `A.Holds` `A.Breaks` "
             "`//b:b_test` `B.Holds` | |\n"
             "| A2 | Two. | refuted | `//a:a_test` `A.Breaks` | But. |\n"
             "\n## Another section\n\n"
             "| # | claim | verdict | test | note |\n"
             "|---|:--|---|---|---|\n"
             "| A3 | Three. | not yet (lab 03) | | |\n"
             "| B1 | Four. | not yet | | Why. |\n"
             "| B2 | Five. | proved | `//b:b_test` `B.Holds` | |\n"),
      IsEmpty());
}

TEST(LedgerTest, WithoutARowIsAFault) {
  EXPECT_THAT(Faults(""), ElementsAre("there is no row"));
}

TEST(LedgerTest, NamesARowWhoseTargetIsNotKnown) {
  EXPECT_THAT(Faults("| A1 | One. | proved | `//c:c_test` `C.Holds` | |\n"),
              ElementsAre("A1: //c:c_test is no test that is known here"));
}

TEST(LedgerTest, NamesARowWhoseTestDoesNotExist) {
  EXPECT_THAT(
      Faults("| A1 | One. | proved | `//a:a_test` `A.Holds` `A.Gone` | |\n"
             "| A2 | Two. | refuted | `//b:b_test` `A.Holds` | |\n"),
      ElementsAre("A1: //a:a_test has no test A.Gone",
                  "A2: //b:b_test has no test A.Holds"));
}

TEST(LedgerTest, NamesAJudgedRowWithoutATest) {
  EXPECT_THAT(Faults("| A1 | One. | proved | | |\n"
                     "| A2 | Two. | refuted | `//a:a_test` | |\n"),
              ElementsAre("A1: is proved, but names no test",
                          "A2: is refuted, but names no test"));
}

TEST(LedgerTest, NamesARowWithATestBeforeItsTargetOrWithOtherWords) {
  EXPECT_THAT(
      Faults("| A1 | One. | proved | `A.Holds` `//a:a_test` | |\n"
             "| A2 | Two. | proved | see `//a:a_test` `A.Holds` | |\n"),
      ElementsAre("A1: \"`A.Holds`\" is neither a `//target` nor a "
                  "`Suite.Name` behind one",
                  "A2: \"see\" is neither a `//target` nor a `Suite.Name` "
                  "behind one"));
}

TEST(LedgerTest, NamesARowWithAnUnknownVerdict) {
  for (const std::string verdict :
       {"prooved", "", "not yet (lab 3)", "not yet lab 03", "not yet (lab x3)",
        "yet"}) {
    EXPECT_THAT(Faults("| A1 | One. | " + verdict + " | | |\n"),
                ElementsAre("A1: \"" + verdict +
                            "\" is no verdict; there are: proved, refuted, not "
                            "yet, not yet (lab NN)"));
  }
}

TEST(LedgerTest, NamesARowThatWaitsAndHasATest) {
  EXPECT_THAT(Faults("| A1 | One. | not yet | `//a:a_test` `A.Holds` | |\n"),
              ElementsAre("A1: is not yet judged, but names a test"));
}

TEST(LedgerTest, NamesARowWhoseNumberIsTwiceOrLeavesOneOut) {
  EXPECT_THAT(Faults("| A1 | One. | not yet | | |\n"
                     "| A1 | Two. | not yet | | |\n"
                     "| A4 | Three. | not yet | | |\n"
                     "| A4 | Four. | not yet | | |\n"
                     "| C1 | Five. | not yet | | |\n"),
              ElementsAre("A1: stands where A2 is expected",
                          "A4: stands where A3 is expected",
                          "C1: stands where A5 is expected"));
  EXPECT_THAT(Faults("| B1 | One. | not yet | | |\n"),
              ElementsAre("B1: stands where A1 is expected"));
  EXPECT_THAT(Faults("| | One. | not yet | | |\n"
                     "| A2 | Two. | not yet | | |\n"),
              ElementsAre(": stands where A1 is expected"));
}

TEST(LedgerTest, NamesARowWithoutItsFiveCellsOrItsClaim) {
  EXPECT_THAT(Faults("| A1 | One. | not yet | |\n"
                     "| A2 | a|b | not yet | | |\n"
                     "| A3 | | not yet | | |\n"
                     "A4 | Four. | not yet |  \n"),
              ElementsAre("A1: has 4 cells, not 5", "A2: has 6 cells, not 5",
                          "A3: has no claim", "A4: has 3 cells, not 5"));
}

TEST(TestsInListTest, AreSuitesWithTheirNames) {
  EXPECT_THAT(
      TestsInList("Running main() from a/gtest_main.cc\n"
                  "Contract.\n"
                  "  Replies\n"
                  "  Listens\n"
                  "Typed/0.  # TypeParam = int\n"
                  "  Holds/1  # GetParam() = 7\n"),
      ElementsAre("Contract.Listens", "Contract.Replies", "Typed/0.Holds/1"));
  EXPECT_THAT(TestsInList(""), IsEmpty());
}

}  // namespace
}  // namespace docs
