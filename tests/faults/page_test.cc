#include "tests/faults/page.h"

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/faults/fault_tables.h"
#include "tests/faults/lab_server.h"

namespace faults {
namespace {

using ::testing::HasSubstr;

std::string Page() {
  std::ifstream file("docs/robustness.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(PageTest, DocsRobustnessShowsTheFaults) {
  // Not HasSubstr, which would print both.
  EXPECT_TRUE(Page().find(PartOf(AllFaults())) != std::string::npos)
      << "put what this prints into docs/robustness.md: bazel run "
         "//tests/faults:robustness_page";
}

TEST(PageTest, ShowsEachFaultWithItsLabs) {
  const FaultGroup group = {
      .title = "Logs",
      .about = "They lose.",
      .faults = {{.name = "LogIsFull",
                  .sentence = "It is full.",
                  .labs = {"01_echo", "04_auth_listener"}}}};
  EXPECT_THAT(PartOf({group}), HasSubstr("### Logs\n\nThey lose.\n\n"));
  EXPECT_THAT(PartOf({group}), HasSubstr("\n| `LogIsFull` | It is full. | 01, "
                                         "04 |\n"));
  EXPECT_THAT(PartOf({group}), HasSubstr(": 2 tests,"));
}

TEST(PageTest, SaysWhatEachMayCost) {
  const FaultGroup group = {.title = "Calls",
                            .about = "They fail.",
                            .faults = {{.name = "Recv",
                                        .sentence = "It fails.",
                                        .labs = {"01_echo"},
                                        .costs_connections = true},
                                       {.name = "Many",
                                        .sentence = "They come.",
                                        .labs = {"01_echo"},
                                        .may_keep = 3 << 20}}};
  EXPECT_THAT(PartOf({group}),
              HasSubstr("| It fails. *May cost the connection.* |"));
  EXPECT_THAT(PartOf({group}),
              HasSubstr("| They come. *May keep 3072 KiB more.* |"));
}

TEST(FaultTablesTest, EachFaultHasANameOfItsOwnASentenceAndAServer) {
  std::set<std::string> names;
  for (const FaultGroup& group : AllFaults()) {
    EXPECT_FALSE(group.about.empty()) << group.title;
    for (const Fault& fault : group.faults) {
      EXPECT_TRUE(names.insert(fault.name).second) << fault.name;
      EXPECT_TRUE(fault.sentence.ends_with('.')) << fault.name;
      EXPECT_FALSE(fault.labs.empty()) << fault.name;
    }
  }
}

}  // namespace
}  // namespace faults
