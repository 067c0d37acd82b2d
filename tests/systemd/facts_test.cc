#include "tests/systemd/facts.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace systemd_tests {

bool operator==(const Fact& one, const Fact& other) {
  return one.name == other.name && one.sentence == other.sentence;
}

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FactsTest, AreTheFunctionsWithTheCommentBeforeThem) {
  EXPECT_THAT(FactsIn("#!/usr/bin/env bash\n"
                      "# About the script.\n"
                      "\n"
                      "# Not a fact.\n"
                      "fresh() {\n"
                      "}\n"
                      "\n"
                      "# It is so, and\n"
                      "# not otherwise.\n"
                      "fact_ItIsSo() {\n"
                      "  # Inside.\n"
                      "  true\n"
                      "}\n"
                      "fact_Bare() {\n"
                      "  fact_ItIsSo\n"
                      "}\n"),
              ElementsAre(Fact{"ItIsSo", "It is so, and not otherwise."},
                          Fact{"Bare", ""}));
}

TEST(FactsTest, AnEmptyScriptHasNone) { EXPECT_THAT(FactsIn(""), IsEmpty()); }

}  // namespace
}  // namespace systemd_tests
