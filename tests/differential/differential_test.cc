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

// Started once, as one of them has to be built.
const ServerUnderTest& Go() {
  static const auto* const server = new ServerUnderTest(StartGo());
  return *server;
}

const ServerUnderTest& Nginx() {
  static const auto* const server = new ServerUnderTest(StartNginx());
  return *server;
}

Verdict Ask(const ServerUnderTest& server, std::string_view bytes) {
  const absl::StatusOr<std::string> answers = AnswersOf(server, bytes);
  EXPECT_TRUE(answers.ok()) << answers.status() << "\n" << Escaped(bytes);
  return answers.ok() ? VerdictOf(*answers) : Verdict();
}

// "5, 0" or "5, refused".
std::string DemandText(const RequestRow& row) {
  if (row.demand == Demand::kEither) return "either";
  if (row.demand == Demand::kRefuse) return "refused";
  Verdict demanded = {.bodies = {row.bodies.begin(), row.bodies.end()}};
  return demanded.ToString() + (row.then_refused ? ", refused" : "");
}

bool Meets(const Verdict& verdict, const RequestRow& row) {
  if (row.demand == Demand::kEither) return true;
  if (row.demand == Demand::kRefuse) return !verdict.accepts();
  return SameRequests(verdict,
                      {.bodies = {row.bodies.begin(), row.bodies.end()}}) &&
         (verdict.refused != 0) == row.then_refused;
}

class DifferentialTest : public testing::Test {
 protected:
  // Skips or fails where `server` is not there.
  static void Need(const ServerUnderTest& server) {
    if (!server.missing.empty()) GTEST_SKIP() << server.missing;
    ASSERT_EQ(server.trouble, "");
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
  Need(Go());
  if (IsSkipped() || HasFatalFailure()) return;
  Need(Nginx());
  if (IsSkipped() || HasFatalFailure()) return;
  for (const RequestRow& row : Rows()) {
    const Verdict ours = ReadByOurs(row.bytes).verdict;
    const Verdict go = Ask(Go(), row.bytes);
    const Verdict nginx = Ask(Nginx(), row.bytes);
    EXPECT_LE(ours.bodies.size(),
              std::max(go.bodies.size(), nginx.bodies.size()))
        << row.name << ": ours " << ours.ToString() << "; Go " << go.ToString()
        << "; nginx " << nginx.ToString();
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

TEST_F(DifferentialTest, GoSeesTheSameEndOfWhatBothAccept) {
  Need(Go());
  if (!IsSkipped() && !HasFatalFailure()) CompareFraming(Go(), "Go");
}

TEST_F(DifferentialTest, NginxSeesTheSameEndOfWhatBothAccept) {
  Need(Nginx());
  if (!IsSkipped() && !HasFatalFailure()) CompareFraming(Nginx(), "nginx");
}

// Not judged, but shown: the table of README.md. What others do is theirs to
// change with a new version.
TEST_F(DifferentialTest, WhereOthersDoOtherwiseIsShown) {
  Need(Go());
  if (IsSkipped() || HasFatalFailure()) return;
  Need(Nginx());
  if (IsSkipped() || HasFatalFailure()) return;
  std::cout << "| request | RFC | demanded | ours | Go | nginx | why ours is "
               "right |\n|---|---|---|---|---|---|---|\n";
  for (const RequestRow& row : Rows()) {
    const Verdict ours = ReadByOurs(row.bytes).verdict;
    const Verdict go = Ask(Go(), row.bytes);
    const Verdict nginx = Ask(Nginx(), row.bytes);
    if (SameRequests(ours, go) && SameRequests(ours, nginx)) continue;
    std::cout << absl::StrFormat("| %s | %s | %s | %s | %s | %s | %s |\n",
                                 row.name, row.section, DemandText(row),
                                 ours.ToString(), go.ToString(),
                                 nginx.ToString(), row.why);
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
    const Verdict ours = ReadByOurs(bytes).verdict;
    if (ours.accepts() && SameRequests(ours, Ask(Go(), bytes)) &&
        SameRequests(ours, Ask(Nginx(), bytes))) {
      seeds.push_back(bytes);
    }
  }
  return seeds;
}

TEST_F(DifferentialTest, TheSameHoldsForDamagedRequests) {
  Need(Go());
  if (IsSkipped() || HasFatalFailure()) return;
  Need(Nginx());
  if (IsSkipped() || HasFatalFailure()) return;
  constexpr int kInputs = 2000;
  const std::vector<std::string> seeds = SeedsOfDamage();
  ASSERT_GT(seeds.size(), 30);
  uds_testing::Damage damage(seeds);
  int accepted = 0;
  for (int i = 0; i < kInputs; ++i) {
    const std::string bytes = damage.Next();
    const Verdict ours = ReadByOurs(bytes).verdict;
    const Verdict go = Ask(Go(), bytes);
    const Verdict nginx = Ask(Nginx(), bytes);
    if (ours.accepts()) ++accepted;
    EXPECT_LE(ours.bodies.size(),
              std::max(go.bodies.size(), nginx.bodies.size()))
        << "ours " << ours.ToString() << "; Go " << go.ToString() << "; nginx "
        << nginx.ToString() << "\n"
        << Escaped(bytes);
    EXPECT_FALSE(DifferInFraming(ours, go) && DifferInFraming(ours, nginx))
        << "ours " << ours.ToString() << "; Go " << go.ToString() << "; nginx "
        << nginx.ToString() << "\n"
        << Escaped(bytes);
  }
  // Else it would have been a test of refusals.
  EXPECT_GT(accepted, kInputs / 10);
}

}  // namespace
}  // namespace differential
