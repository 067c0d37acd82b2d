// The kill matrix of the real labs is complete, and docs/mistakes.md shows it.

#include "tests/workshop/kill_matrix.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/workshop/matrix.h"

namespace workshop {
namespace {

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

// A mistake that nobody would miss proves nothing: without any one of them, one
// of the two tests above is red.
TEST(KillMatrixTest, EachMistakeIsMissed) {
  const std::vector<LabMatrix> complete = Labs();
  size_t only_killers = 0;
  for (size_t lab = 0; lab < complete.size(); ++lab) {
    for (size_t i = 0; i < complete[lab].mistakes.size(); ++i) {
      std::vector<LabMatrix> labs = complete;
      labs[lab].mistakes.erase(labs[lab].mistakes.begin() + i);
      const bool leaves_a_hole = !Problems(labs).empty();
      only_killers += leaves_a_hole ? 1 : 0;
      EXPECT_TRUE(leaves_a_hole || PageOf(labs) != Page())
          << complete[lab].lab << ": " << complete[lab].mistakes[i].name;
    }
  }
  RecordProperty("mistakes_that_leave_a_hole", static_cast<int>(only_killers));
  EXPECT_GT(only_killers, 0u);
}

}  // namespace
}  // namespace workshop
