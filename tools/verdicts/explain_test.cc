#include "tools/verdicts/explain.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/verdicts/verdicts.h"

namespace tools {
namespace {

using ::testing::ElementsAre;

constexpr char kMatched[] =
    R"(common/testing/contract/serving_clauses.cc:111
Value of: judged
Expected: never opens a file
  Actual: a trace of 9 lines with 7 system calls (of type uds_testing::Trace), such calls: 1, the first at line 22:
    27077 1795316317.208585 access("/etc/ld.so.preload", R_OK) = -1 ENOENT (No such file or directory)
  > 27077 1795316317.208722 openat(AT_FDCWD, "/tmp/uds-9mEXEa/log", O_RDONLY) = 3
    27077 1795316317.208769 close(3) = 0
)";

TEST(ExplainTest, ShowsTheFirstFailureBetweenRuleAndNextStep) {
  const Verdict verdict = {.kind = Verdict::kBroken,
                           .clause = "NeverOpens",
                           .sentence = "It never opens.",
                           .hint = "Link it static.",
                           .figure = "",
                           .note = "",
                           .failures = {kMatched, "y.cc:2\nFailed\nmore"}};
  EXPECT_THAT(
      Explain(verdict),
      ElementsAre("Rule:      It never opens.", "Expected:  never opens a file",
                  "Seen:      such calls: 1, the first at line 22:",
                  "             access(\"/etc/ld.so.preload\", R_OK) = "
                  "-1 ENOENT (No such file or directory)",
                  "           > openat(AT_FDCWD, "
                  "\"/tmp/uds-9mEXEa/log\", O_RDONLY) = 3",
                  "             close(3) = 0", "Next step: Link it static."));
  EXPECT_THAT(
      Record(verdict),
      ElementsAre("Rule:      It never opens.", "Expected:  never opens a file",
                  "Seen:      such calls: 1, the first at N:",
                  "           > openat(AT_FDCWD, "
                  "\"/tmp/uds-XXXXXX/log\", O_RDONLY) = 3",
                  "Next step: Link it static."));
}

TEST(ExplainTest, SaysWhatBecameOfTheProgram) {
  const Verdict verdict = {
      .kind = Verdict::kBroken,
      .clause = "Replies",
      .sentence = "It replies.",
      .hint = "Reply.",
      .figure = "",
      .note = "",
      .failures = {"x.cc:1\nFailed\nno reply"},
      .program =
          "the server made 20001 system calls in this run: does it spin?\n"
          "the server was killed by SIGSEGV\n"
          "    11 1.000001 a() = 0\n"
          "  > 11 1.000002 --- SIGSEGV {si_addr=NULL} ---\n"};
  EXPECT_THAT(Explain(verdict),
              ElementsAre("Rule:      It replies.", "Seen:      no reply",
                          "Program:   the server made 20001 system calls in "
                          "this run: does it spin?",
                          "           the server was killed by SIGSEGV",
                          "             a() = 0",
                          "           > --- SIGSEGV {si_addr=NULL} ---",
                          "Next step: Reply."));
  EXPECT_THAT(Record(verdict),
              ElementsAre("Rule:      It replies.", "Seen:      no reply",
                          "Program:   the server was killed by SIGSEGV",
                          "           > --- SIGSEGV {si_addr=NULL} ---",
                          "Next step: Reply."));
}

}  // namespace
}  // namespace tools
