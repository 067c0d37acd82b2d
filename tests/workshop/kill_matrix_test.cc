// The kill matrix of the real labs is complete, and docs/mistakes.md shows it.

#include "tests/workshop/kill_matrix.h"

#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/workshop/matrix.h"

namespace workshop {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Page() {
  std::ifstream file("docs/mistakes.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<LabMatrix> Labs() {
  static const auto* const labs =
      new absl::StatusOr<std::vector<LabMatrix>>(AskLabs("labs"));
  EXPECT_TRUE(labs->ok()) << labs->status();
  return labs->ok() ? **labs : std::vector<LabMatrix>();
}

TEST(KillMatrixTest, EachClauseIsTheFirstToCatchAMistake) {
  ASSERT_EQ(Labs().size(), 5u);
  EXPECT_THAT(Problems(Labs()), IsEmpty());
}

TEST(KillMatrixTest, ThePageShowsIt) {
  EXPECT_EQ(Page(), PageOf(Labs()))
      << "bazel run //tests/workshop:mistakes_page > docs/mistakes.md";
}

// Calls `look` with the matrix without each one of its mistakes.
void WithoutEach(
    const std::function<void(const std::vector<LabMatrix>& without,
                             const uds_testing::Mistake& taken)>& look) {
  const std::vector<LabMatrix> complete = Labs();
  for (size_t lab = 0; lab < complete.size(); ++lab) {
    for (size_t i = 0; i < complete[lab].mistakes.size(); ++i) {
      std::vector<LabMatrix> labs = complete;
      labs[lab].mistakes.erase(labs[lab].mistakes.begin() + i);
      look(labs, complete[lab].mistakes[i]);
    }
  }
}

// How many mistakes are caught by clause `name` first, in all labs: that is
// enough for a clause that they share, and no two labs' own have one name and
// one killer each.
size_t KillersOf(const std::string& name) {
  size_t killers = 0;
  for (const LabMatrix& lab : Labs()) {
    for (const uds_testing::Mistake& mistake : lab.mistakes) {
      killers += mistake.fails[0] == name ? 1 : 0;
    }
  }
  return killers;
}

TEST(KillMatrixTest, WithoutAClausesOnlyMistakeItIsIncomplete) {
  size_t only_killers = 0;
  WithoutEach([&](const auto& without, const uds_testing::Mistake& taken) {
    if (KillersOf(taken.fails[0]) != 1) return;
    ++only_killers;
    EXPECT_THAT(Problems(without), Contains(HasSubstr(taken.fails[0])))
        << taken.name;
  });
  EXPECT_GT(only_killers, 20u);
}

TEST(KillMatrixTest, WithoutAnyMistakeThePageIsAnother) {
  WithoutEach([](const auto& without, const uds_testing::Mistake& taken) {
    EXPECT_NE(PageOf(without), Page()) << taken.name;
  });
}

}  // namespace
}  // namespace workshop
