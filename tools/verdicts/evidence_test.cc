#include "tools/verdicts/evidence.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tools {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;

constexpr char kMatched[] =
    R"(common/testing/contract/serving_clauses.cc:111
Value of: judged
Expected: never opens a file
  Actual: a trace of 9 lines with 7 system calls (of type uds_testing::Trace), such calls: 1, the first at line 22:
    27077 1795316317.208585 access("/etc/ld.so.preload", R_OK) = -1 ENOENT (No such file or directory)
  > 27077 1795316317.208722 openat(AT_FDCWD, "/tmp/uds-9mEXEa/log", O_RDONLY) = 3
    27077 1795316317.208769 close(3) = 0
)";

TEST(EvidenceTest, TakesAMatchOverATraceApart) {
  const Evidence evidence = ParseFailure(kMatched);
  EXPECT_EQ(evidence.expected, "never opens a file");
  EXPECT_EQ(evidence.seen, "such calls: 1, the first at line 22:");
  EXPECT_THAT(evidence.trace,
              ElementsAre("  access(\"/etc/ld.so.preload\", R_OK) = -1 ENOENT "
                          "(No such file or directory)",
                          "> openat(AT_FDCWD, \"/tmp/uds-9mEXEa/log\", "
                          "O_RDONLY) = 3",
                          "  close(3) = 0"));
}

TEST(EvidenceTest, WhatATestSaysOfATraceStandsBeforeThePlace) {
  const Evidence evidence =
      ParseFailure(std::string(kMatched) + "\nit has a log file\n");
  EXPECT_EQ(evidence.seen,
            "it has a log file\nsuch calls: 1, the first at line 22:");
}

TEST(EvidenceTest, KeepsPidsWhereThereAreSeveral) {
  const Evidence evidence = ParseFailure(
      "x.cc:1\nFailed\nIt stopped:\n    11 1.000001 a() = 0\n"
      "  > 12 1.000002 b() = 0\n");
  EXPECT_EQ(evidence.seen, "It stopped:");
  EXPECT_THAT(evidence.trace, ElementsAre("  11 a() = 0", "> 12 b() = 0"));
}

TEST(EvidenceTest, TheFirstOfTwoValuesIsWhatWasSeen) {
  const Evidence said = ParseFailure(
      "x.cc:1\nExpected equality of these values:\n  mode\n    Which is: "
      "\"0755\"\n  \"0600\"\nthe mode of the socket's file\n");
  EXPECT_EQ(said.expected, "\"0600\"");
  EXPECT_EQ(said.seen, "\"0755\"\nthe mode of the socket's file");
  const Evidence silent = ParseFailure(
      "x.cc:1\nExpected equality of these values:\n  served\n    Which is: "
      "0\n  kClients\n    Which is: 50");
  EXPECT_EQ(silent.expected, "50");
  EXPECT_EQ(silent.seen, "0  (served)");
}

TEST(EvidenceTest, PutsAComparisonIntoWords) {
  const Evidence evidence = ParseFailure(
      "x.cc:1\nExpected: (tries.size()) < (100u), actual: 81234 vs 100\ncalls "
      "of accept(2)");
  EXPECT_EQ(evidence.expected, "less than 100");
  EXPECT_EQ(evidence.seen, "81234\ncalls of accept(2)");
}

TEST(EvidenceTest, WhatATestSaysStandsForABareTruthValue) {
  const Evidence said = ParseFailure(
      "x.cc:1\nValue of: a == b\n  Actual: false\nExpected: true\nthe bytes "
      "differ");
  EXPECT_EQ(said.expected, "");
  EXPECT_EQ(said.seen, "the bytes differ");
  const Evidence silent =
      ParseFailure("x.cc:1\nValue of: a == b\n  Actual: false\nExpected: true");
  EXPECT_EQ(silent.expected, "that \"a == b\" is true");
  EXPECT_EQ(silent.seen, "it is false");
}

TEST(EvidenceTest, CutsWhatAFloodHasPrinted) {
  const Evidence evidence = ParseFailure(
      "x.cc:1\nValue of: run->errors\nExpected: has substring \"path\"\n  "
      "Actual: \"" +
      std::string(1 << 20, 'y') + "\"");
  EXPECT_EQ(evidence.expected, "has substring \"path\"");
  EXPECT_LT(evidence.seen.size(), 3000u);
  EXPECT_THAT(evidence.seen, EndsWith("y ... (1046540 bytes more)"));
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += "y\n";
  EXPECT_THAT(ParseFailure("x.cc:1\nFailed\n" + lines).seen,
              EndsWith("y\n... (1924 bytes more)"));
}

TEST(EvidenceTest, LeavesWhatItDoesNotKnowAsItIs) {
  EXPECT_EQ(ParseFailure("x.cc:1\nThe sky is green.").seen,
            "The sky is green.");
  EXPECT_EQ(ParseFailure("no place").seen, "no place");
  EXPECT_EQ(ParseFailure("").seen, "");
  EXPECT_THAT(ParseFailure("").trace, IsEmpty());
}

}  // namespace
}  // namespace tools
