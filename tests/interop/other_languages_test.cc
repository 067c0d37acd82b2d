// The servers of docs/other_languages, judged as ./lab check judges them: all
// holds but that they never open a file in their whole life, for the reasons
// that the page gives; and from when they are ready, that holds as well.

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/interop/others.h"
#include "tools/check/contract_program.h"
#include "tools/verdicts/explain.h"
#include "tools/verdicts/verdicts.h"

namespace interop {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::tools::Verdict;

std::vector<Verdict> Judge(const std::string& lab, const std::string& server,
                           std::vector<std::string> flags = {}) {
  const tools::ContractProgram contract({.program = lab + "/contract_test",
                                         .server = server,
                                         .client = lab + "/client",
                                         .flags = std::move(flags)});
  const auto clauses = contract.List();
  EXPECT_TRUE(clauses.ok()) << clauses.status();
  if (!clauses.ok()) return {};
  const uds_testing::TempDirectory scratch;
  const auto run = contract.Run(*clauses, scratch.path());
  EXPECT_TRUE(run.ok()) << run.status();
  return run.ok() ? run->verdicts : std::vector<Verdict>();
}

std::vector<std::string> Broken(const std::vector<Verdict>& verdicts) {
  EXPECT_GE(verdicts.size(), 20u);
  std::vector<std::string> names;
  for (const Verdict& verdict : verdicts) {
    if (verdict.kind != Verdict::kHolds) names.push_back(verdict.clause);
  }
  return names;
}

// What a person reads about the clauses that do not hold.
std::string Told(const std::vector<Verdict>& verdicts) {
  std::string text;
  for (const Verdict& verdict : verdicts) {
    if (verdict.kind == Verdict::kHolds) continue;
    text += absl::StrJoin(tools::Explain(verdict), "\n") + "\n";
  }
  return text;
}

void ExpectOpensOnlyAtItsStart(const std::string& lab,
                               const std::string& server,
                               const std::string& first_file) {
  const std::vector<Verdict> whole_life = Judge(lab, server);
  EXPECT_THAT(Broken(whole_life), ElementsAre("ServerNeverOpensAFile"))
      << Told(whole_life);
  EXPECT_THAT(Told(whole_life),
              AllOf(HasSubstr("> openat("), HasSubstr(first_file)));
  const std::vector<Verdict> when_ready =
      Judge(lab, server, {"--nowhole_life"});
  EXPECT_THAT(Broken(when_ready), IsEmpty()) << Told(when_ready);
}

class OtherLanguagesTest : public ::testing::Test {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "the clients are not fully static with a sanitizer";
#endif
  }
};

// Its loader looks for the libraries, before Python's first line.
TEST_F(OtherLanguagesTest, AServerInPythonOpensFilesOnlyBeforeItIsReady) {
  const std::string missing = WhyMissing("python3", "python3");
  if (!missing.empty()) GTEST_SKIP() << missing;
  ExpectOpensOnlyAtItsStart(
      "labs/01_echo",
      InPath("python3") + " docs/other_languages/echo_server.py",
      "/etc/ld.so.cache");
}

// It is fully static, and its runtime asks how large a huge page is.
TEST_F(OtherLanguagesTest, AServerInGoOpensFilesOnlyBeforeItIsReady) {
  const std::string missing = WhyMissing("go", "golang-go");
  if (!missing.empty()) GTEST_SKIP() << missing;
  const uds_testing::TempDirectory directory;
  const std::string errors =
      BuildGo("docs/other_languages/peercred_server.go", directory.path());
  ASSERT_EQ(errors, "");
  ExpectOpensOnlyAtItsStart("labs/03_peercred",
                            directory.Path("peercred_server"),
                            "/sys/kernel/mm/transparent_hugepage");
}

}  // namespace
}  // namespace interop
