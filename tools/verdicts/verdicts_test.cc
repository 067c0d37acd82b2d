#include "tools/verdicts/verdicts.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tools {
namespace {

using ::testing::ElementsAre;

// As GoogleTest 1.12 writes it, shortened.
constexpr char kReport[] = R"json({
  "tests": 4, "failures": 2, "name": "AllTests",
  "testsuites": [{
    "name": "Contract",
    "testsuite": [
      {"name": "Listens", "status": "RUN", "result": "COMPLETED",
       "sentence": "It listens.", "hint": "listen(2)",
               "figure" : "calls: 1"
},
      {"name": "Replies", "status": "RUN", "result": "COMPLETED",
       "sentence": "It replies.", "hint": "send(2)",
       "failures": [{"failure": "no reply", "type": ""},
                    {"failure": "none at all", "type": ""}]},
      {"name": "NeverOpens", "status": "RUN", "result": "SKIPPED",
       "sentence": "It never opens.", "verdict": "not judged",
       "not_judged": "it needs Replies"},
      {"name": "Begins", "status": "RUN", "result": "COMPLETED",
       "verdict": "not started", "not_started": "step 2: begin",
       "failures": [{"failure": "no beginning"}]},
      {"name": "Traced", "status": "RUN", "result": "COMPLETED",
       "verdict": "unknown", "failures": [{"failure": "UNKNOWN: no ptrace"}]},
      {"name": "SecondUid", "status": "RUN", "result": "SKIPPED"}]}]})json";

TEST(VerdictsTest, TellsTheKindsOfVerdictsApart) {
  const absl::StatusOr<std::vector<Verdict>> verdicts = ParseVerdicts(kReport);
  ASSERT_TRUE(verdicts.ok()) << verdicts.status();
  ASSERT_EQ(verdicts->size(), 6u);
  EXPECT_EQ((*verdicts)[0].kind, Verdict::kHolds);
  EXPECT_EQ((*verdicts)[0].clause, "Listens");
  EXPECT_EQ((*verdicts)[0].sentence, "It listens.");
  EXPECT_EQ((*verdicts)[0].hint, "listen(2)");
  EXPECT_EQ((*verdicts)[0].figure, "calls: 1");
  EXPECT_EQ((*verdicts)[1].kind, Verdict::kBroken);
  EXPECT_THAT((*verdicts)[1].failures, ElementsAre("no reply", "none at all"));
  EXPECT_EQ((*verdicts)[2].kind, Verdict::kNotJudged);
  EXPECT_EQ((*verdicts)[2].note, "it needs Replies");
  EXPECT_EQ((*verdicts)[3].kind, Verdict::kNotStarted);
  EXPECT_EQ((*verdicts)[3].note, "step 2: begin");
  EXPECT_EQ((*verdicts)[4].kind, Verdict::kUnknown);
  EXPECT_EQ((*verdicts)[5].kind, Verdict::kSkipped);
}

TEST(VerdictsTest, RefusesWhatIsNoReport) {
  for (const char* const text :
       {"", "{", "[]", "{}", R"({"testsuites": 1})", R"({"testsuites": []})"}) {
    EXPECT_EQ(ParseVerdicts(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
}

}  // namespace
}  // namespace tools
