#include "tools/bench/markdown.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/bench/sample_results.h"

namespace tools {
namespace {

using ::testing::HasSubstr;

TEST(MarkdownTest, ShowsTargetsAndWorks) {
  const std::string text = Markdown(SampleResults());
  EXPECT_THAT(text,
              HasSubstr("| HTTP, 32 connections, CPU: ours / floor | 1.50 "
                        "(1.45..1.56) | 1.25 | missed |"));
  EXPECT_THAT(text, HasSubstr("**HTTP GET, kept alive, connections: 32**"));
  EXPECT_THAT(text,
              HasSubstr("| nginx | 2.00 µs (1.90 µs to 2.10 µs) | 1.36 x |"));
}

// As many cells in each row of a table as in its first.
TEST(MarkdownTest, ItsTablesAreWhole) {
  const std::vector<std::string> lines =
      absl::StrSplit(Markdown(SampleResults()), '\n');
  std::ptrdiff_t cells = 0;
  for (const std::string& line : lines) {
    if (line.empty() || line[0] != '|') {
      cells = 0;
      continue;
    }
    // A name with "|" in it has that escaped.
    std::ptrdiff_t here = std::count(line.begin(), line.end(), '|');
    if (line.find("so\\|cat<") != line.npos) --here;
    if (cells == 0) cells = here;
    EXPECT_EQ(here, cells) << line;
  }
}

}  // namespace
}  // namespace tools
