#include "tests/systemd/facts.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"
#include "tests/systemd/container.h"

namespace systemd_tests {
namespace {

namespace fs = std::filesystem;

// What the container needs, and where it finds it below /lab.
constexpr std::pair<const char*, const char*> kFiles[] = {
    {"tests/systemd/boot/lab.target", "units/lab.target"},
    {"tests/systemd/boot/facts.service", "units/facts.service"},
    {"tests/systemd/boot/nothing.preset", "presets/00-nothing.preset"},
    {"tests/systemd/harness.sh", "harness.sh"},
    {"tests/systemd/opener", "bin/opener"},
    // As in the project, where the commands of the README begin.
    {"labs/05_systemd_activation/client",
     "project/bazel-bin/labs/05_systemd_activation/client"},
    {"labs/05_systemd_activation/server",
     "project/bazel-bin/labs/05_systemd_activation/server"},
    {"systemd_units/README.md", "project/systemd_units/README.md"},
    {"systemd_units/uds-demo.socket", "project/systemd_units/uds-demo.socket"},
    {"systemd_units/system/uds-demo.service",
     "project/systemd_units/system/uds-demo.service"},
    {"systemd_units/user/uds-demo.service",
     "project/systemd_units/user/uds-demo.service"},
};

std::string Contents(const fs::path& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void Install(const fs::path& from, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::copy_file(from, to);
}

// Programs of this machine's /usr by which the facts are seen, and their
// packages.
constexpr std::pair<const char*, const char*> kTools[] = {
    {"/usr/bin/curl", "curl"},
    {"/usr/bin/ss", "iproute2"},
};

// Why no fact can be judged; empty if they can.
std::string WhyNotJudged() {
  for (const auto& [tool, package] : kTools) {
    if (!fs::exists(tool)) {
      return absl::StrFormat("there is no %s: apt-get install %s", tool,
                             package);
    }
  }
  if (std::getenv("UDS_LABS_DYNAMIC") != nullptr) {
    return "the server is not fully static in this build, so that its loader "
           "opens files, for which the unit's filter kills it";
  }
  return WhyNoContainer();
}

// One boot, in which the facts are judged that are to be run.
class Judge : public ::testing::Environment {
 public:
  explicit Judge(std::string script) : script_(std::move(script)) {}

  void SetUp() override {
    skipped_ = WhyNotJudged();
    if (!skipped_.empty()) return;
    fs::remove_all(lab_);  // of a run before, by --gtest_repeat
    for (const auto& [from, to] : kFiles) Install(from, lab_ / to);
    Install(script_, lab_ / "script.sh");
    fs::create_directory(lab_ / "verdicts");
    std::ofstream(lab_ / "facts") << FactsToRun();
    booted_ = Boot(lab_);
  }

  void Check(const Fact& fact) const {
    if (!skipped_.empty()) GTEST_SKIP() << skipped_;
    ASSERT_TRUE(booted_.ok()) << booted_.status();
    const std::string verdict = Contents(Left(fact, ".verdict"));
    ASSERT_FALSE(verdict.empty())
        << "there is no verdict; the container ended by " << booted_->status
        << ", and said:\n"
        << booted_->console << Contents(Left(fact, ".log"));
    EXPECT_EQ(verdict, "holds\n") << fact.sentence << "\n"
                                  << Contents(Left(fact, ".log"));
  }

 private:
  fs::path Left(const Fact& fact, const std::string& extension) const {
    return lab_ / "verdicts" / (fact.name + extension);
  }

  std::string FactsToRun() const {
    std::string names;
    const auto& unit = *::testing::UnitTest::GetInstance();
    for (int i = 0; i < unit.total_test_suite_count(); ++i) {
      const ::testing::TestSuite& suite = *unit.GetTestSuite(i);
      for (int j = 0; j < suite.total_test_count(); ++j) {
        const ::testing::TestInfo& test = *suite.GetTestInfo(j);
        if (test.should_run()) names += std::string(test.name()) + "\n";
      }
    }
    return names;
  }

  const std::string script_;
  const uds_testing::TempDirectory directory_;  // closed to others, unlike lab_
  const fs::path lab_ = fs::path(directory_.path()) / "lab";
  std::string skipped_;
  absl::StatusOr<Booted> booted_;
};

class FactTest : public ::testing::Test {
 public:
  FactTest(const Judge& judge, Fact fact)
      : judge_(judge), fact_(std::move(fact)) {}

  void TestBody() override { judge_.Check(fact_); }

 private:
  const Judge& judge_;
  const Fact fact_;
};

}  // namespace

std::vector<Fact> FactsIn(const std::string& script) {
  std::vector<Fact> facts;
  std::string comment;
  const std::vector<std::string> lines = absl::StrSplit(script, '\n');
  for (const std::string& line : lines) {
    absl::string_view rest = line;
    if (absl::ConsumePrefix(&rest, "# ")) {
      comment += (comment.empty() ? "" : " ") + std::string(rest);
      continue;
    }
    if (absl::ConsumePrefix(&rest, "fact_") &&
        absl::ConsumeSuffix(&rest, "() {")) {
      facts.push_back({std::string(rest), comment});
    }
    comment.clear();
  }
  return facts;
}

int RunFacts(int argc, char** argv, const char* suite,
             const std::string& path) {
  ::testing::InitGoogleTest(&argc, argv);
  auto* const judge = new Judge(path);
  ::testing::AddGlobalTestEnvironment(judge);  // which takes it over
  const std::vector<Fact> facts = FactsIn(Contents(path));
  if (facts.empty()) {
    std::fprintf(stderr, "%s: not there, or without any fact\n", path.c_str());
    return 2;
  }
  for (const Fact& fact : facts) {
    ::testing::RegisterTest(suite, fact.name.c_str(), nullptr, nullptr,
                            path.c_str(), 1,
                            [judge, fact]() -> ::testing::Test* {
                              return new FactTest(*judge, fact);
                            });
  }
  return RUN_ALL_TESTS();
}

}  // namespace systemd_tests
