// The same bytes to our lab 02, to Go's net/http and to nginx: where ours takes
// for a request what both refuse, or sees its end elsewhere, it is wrong. And
// what RFC 9112 demands, for which no other server is needed.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/testing/fuzz/damage.h"
#include "common/testing/fuzz/property.h"
#include "gtest/gtest.h"
#include "tests/differential/all_three.h"
#include "tests/differential/demand.h"
#include "tests/differential/request_table.h"
#include "tests/differential/servers.h"
#include "tests/differential/verdict.h"

namespace differential {
namespace {

using ::uds_testing::Escaped;

std::string FileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

const std::vector<RequestRow>& Rows() {
  static const auto* const rows = new absl::StatusOr<std::vector<RequestRow>>(
      ParseRequestTable(FileText("tests/differential/requests.txt")));
  EXPECT_TRUE(rows->ok()) << rows->status();
  return **rows;
}

// Skips or fails where `server` is not there.
void Need(const ServerUnderTest& server) {
  if (!server.missing.empty()) GTEST_SKIP() << server.missing;
  ASSERT_EQ(server.trouble, "");
}

// All that is about both of the others.
class DifferentialTest : public testing::Test {
 protected:
  void SetUp() override {
    Need(Go());
    if (!IsSkipped() && !HasFatalFailure()) Need(Nginx());
  }
};

TEST(RequestsTest, AreAtLeast150FromTheRulesOfTheRfc) {
  EXPECT_GE(Rows().size(), 150);
}

TEST(RequestsTest, OursDoesWhatTheRfcDemands) {
  for (const RequestRow& row : Rows()) {
    const Verdict verdict = ReadByOurs(row.bytes).verdict;
    EXPECT_TRUE(Meets(verdict, row))
        << row.name << " (RFC " << row.section << "): demanded is "
        << DemandText(row) << ", and ours: " << verdict.ToString() << "\n"
        << Escaped(row.bytes);
  }
}

// What the session says is what stands on the wire of the real server; only the
// statuses of what it accepts are those of its routes.
TEST(RequestsTest, Lab02DoesAsItsSessionDoes) {
  const ServerUnderTest lab = StartLab02();
  ASSERT_EQ(lab.trouble, "");
  for (const RequestRow& row : Rows()) {
    const OurReading ours = ReadByOurs(row.bytes);
    const absl::StatusOr<std::string> answers = AnswersOf(lab, row.bytes);
    ASSERT_TRUE(answers.ok()) << row.name << ": " << answers.status();
    const std::vector<int> statuses = StatusesOf(*answers, ours.heads);
    ASSERT_EQ(statuses.size(), ours.statuses.size()) << row.name;
    if (ours.verdict.refused == 0) continue;
    EXPECT_EQ(statuses.back(), ours.verdict.refused) << row.name;
  }
}

TEST_F(DifferentialTest, NothingIsARequestHereThatGoAndNginxBothRefuse) {
  for (const RequestRow& row : Rows()) {
    const Verdicts verdicts = AskAll(row.bytes);
    EXPECT_FALSE(verdicts.OursAcceptsAlone())
        << row.name << ": " << verdicts.ToString();
  }
}

// Of what both take for a request, both have to see the same end.
void CompareFraming(const ServerUnderTest& other, std::string_view name) {
  for (const RequestRow& row : Rows()) {
    const Verdict ours = ReadByOurs(row.bytes).verdict;
    const Verdict theirs = Ask(other, row.bytes);
    EXPECT_FALSE(DifferInFraming(ours, theirs))
        << row.name << ": ours " << ours.ToString() << "; " << name << " "
        << theirs.ToString();
  }
}

TEST(GoTest, SeesTheSameEndOfWhatBothAccept) {
  Need(Go());
  if (!testing::Test::IsSkipped() && !testing::Test::HasFatalFailure()) {
    CompareFraming(Go(), "Go");
  }
}

TEST(NginxTest, SeesTheSameEndOfWhatBothAccept) {
  Need(Nginx());
  if (!testing::Test::IsSkipped() && !testing::Test::HasFatalFailure()) {
    CompareFraming(Nginx(), "nginx");
  }
}

// Not judged, but shown: the table of README.md. What others do is theirs to
// change with a new version.
TEST_F(DifferentialTest, WhereOthersDoOtherwiseIsShown) {
  std::cout << "| request | RFC | demanded | ours | Go | nginx | why ours is "
               "right |\n|---|---|---|---|---|---|---|\n";
  for (const RequestRow& row : Rows()) {
    const Verdicts verdicts = AskAll(row.bytes);
    if (verdicts.AllSame()) continue;
    std::cout << absl::StrFormat(
        "| %s | %s | %s | %s | %s | %s | %s |\n", row.name, row.section,
        DemandText(row), verdicts.ours.ToString(), verdicts.go.ToString(),
        verdicts.nginx.ToString(), row.why);
  }
}

// The fuzzer's, and the shorter of the table. Only such as all understand
// alike: of what one refuses, and damage that the other refuses, both would
// refuse.
std::vector<std::string> SeedsOfDamage() {
  std::vector<std::string> all;
  for (const auto& entry :
       std::filesystem::directory_iterator("common/http/corpus/http_session")) {
    // Lines of files end in LF alone.
    all.push_back(
        absl::StrReplaceAll(FileText(entry.path()), {{"\n", "\r\n"}}));
  }
  std::sort(all.begin(), all.end());  // a folder has no order
  constexpr size_t kLongest = 500;
  for (const RequestRow& row : Rows()) {
    if (row.bytes.size() <= kLongest) all.push_back(row.bytes);
  }
  std::vector<std::string> seeds;
  for (const std::string& bytes : all) {
    const Verdicts verdicts = AskAll(bytes);
    if (verdicts.ours.accepts() && verdicts.AllSame()) seeds.push_back(bytes);
  }
  return seeds;
}

TEST_F(DifferentialTest, TheSameHoldsForDamagedRequests) {
  constexpr int kInputs = 2000;
  const std::vector<std::string> seeds = SeedsOfDamage();
  ASSERT_GT(seeds.size(), 30);
  uds_testing::Damage damage(seeds);
  int accepted = 0;
  for (int i = 0; i < kInputs; ++i) {
    const std::string bytes = damage.Next();
    const Verdicts verdicts = AskAll(bytes);
    if (verdicts.ours.accepts()) ++accepted;
    EXPECT_FALSE(verdicts.OursAcceptsAlone()) << verdicts.ToString() << "\n"
                                              << Escaped(bytes);
    EXPECT_FALSE(verdicts.OursDiffersInFraming()) << verdicts.ToString() << "\n"
                                                  << Escaped(bytes);
  }
  // Else it would have been a test of refusals.
  EXPECT_GT(accepted, kInputs / 10);
}

}  // namespace
}  // namespace differential
