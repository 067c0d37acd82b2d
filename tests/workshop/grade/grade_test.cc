// ./lab grade over submissions that mean harm: the others' marks are what they
// are without them, and nothing of them is left.
//
// What they do, they would do to whoever runs this test if there were no
// sandbox; so none of them does what could not be mended.

#include <dirent.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_split.h"
#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using uds_testing::ChildProcess;
using uds_testing::ExitStatus;
using uds_testing::TempDirectory;

constexpr char kContract[] = "labs/01_echo/contract_test";

// Where the labs lie built, for which Bazel gives us links.
std::string BazelBin() {
  const std::string program = fs::canonical(kContract);
  return program.substr(0, program.size() - sizeof(kContract));
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

struct Graded {
  ExitStatus exit_status = ExitStatus::Exited(0);
  std::string printed;
  std::string errors;
  std::string csv;
  std::map<std::string, json> rows;  // by name
};

// Runs grade by `prefix`, as {"unshare", ...}.
Graded Grade(const std::vector<std::string>& submissions,
             const std::vector<std::string>& options = {},
             std::vector<std::string> prefix = {}) {
  const TempDirectory out;
  std::vector<std::string> command = std::move(prefix);
  command.insert(command.end(), {fs::absolute("tools/grade/grade"),
                                 "--root=" + fs::current_path().string(),
                                 "--bin=" + BazelBin(), "--out=" + out.path()});
  command.insert(command.end(), options.begin(), options.end());
  command.push_back("--");
  command.insert(command.end(), submissions.begin(), submissions.end());
  const std::unique_ptr<ChildProcess> child =
      ChildProcess::Start(command).value();
  Graded graded;
  graded.exit_status = child->Wait(absl::Minutes(3)).value();
  graded.printed = child->output();
  graded.errors = child->errors();
  graded.csv = ReadFile(out.Path("grades.csv"));
  const json whole =
      json::parse(ReadFile(out.Path("grades.json")), nullptr, false);
  if (!whole.is_object()) return graded;
  for (const json& row : whole["submissions"]) {
    graded.rows[row["name"].get<std::string>()] = row["labs"][0];
  }
  return graded;
}

class GradeTest : public testing::Test {
 protected:
  void SetUp() override {
    Add("right", "labs/01_echo/server");
    Add("not begun", "labs/01_echo/exercise/after_0_server");
    const Graded tried = Grade({Path("right")});
    if (tried.errors.find("no sandbox can be made") != std::string::npos) {
      GTEST_SKIP() << tried.errors;
    }
    ASSERT_EQ(tried.exit_status, ExitStatus::Exited(0)) << tried.errors;
  }

  // Hands in `program` as `name`.
  void Add(const std::string& name, const std::string& program) {
    fs::create_directories(Path(name) + "/01_echo");
    fs::copy_file(fs::canonical(program), Path(name) + "/01_echo/server");
  }

  void AddHostile(const std::string& name, const std::string& kind) {
    Add(name, "tests/workshop/grade/testdata/" + kind + "/01_echo/server");
  }

  std::string Path(const std::string& name) const {
    return handed_in_.Path(name);
  }

 private:
  const TempDirectory handed_in_;
};

// Whether a process runs whose command line has `text`.
bool Runs(const std::string& text) {
  DIR* const directory = ::opendir("/proc");
  bool found = false;
  while (const dirent* const entry = ::readdir(directory)) {
    if (std::atoi(entry->d_name) == 0) continue;
    const std::string words =
        ReadFile(std::string("/proc/") + entry->d_name + "/cmdline");
    found |= words.find(text) != std::string::npos;
  }
  ::closedir(directory);
  return found;
}

TEST_F(GradeTest, HostileSubmissionsDisturbNobody) {
  // Names that a shell, a spreadsheet, a terminal or Bazel might trip over.
  const std::map<std::string, std::string> hostile = {
      {"hangs", "hangs"},
      {"two words", "forks"},
      {"kills\nits parent", "kills_its_parent"},
      {"-rf", "kills_all"},
      {"=cmd|'calc'!A0", "floods"},
      {"\"quotes\", 'too'", "fills_the_disk"},
      {"$(reboot);`reboot`", "deletes"},
      {"\x1b[31mred", "stays_behind"}};
  std::vector<std::string> order = {Path("right")};
  for (const auto& [name, kind] : hostile) {
    AddHostile(name, kind);
    order.push_back(Path(name));
  }
  order.push_back(Path("not begun"));
  const std::vector<std::string> options = {"--jobs=4", "--time-limit=20"};
  const Graded once = Grade(order, options);
  const Graded again = Grade({order.rbegin(), order.rend()}, options);

  for (const Graded& graded : {once, again}) {
    ASSERT_EQ(graded.rows.size(), order.size()) << graded.errors;
    // Some of them could not be judged.
    EXPECT_EQ(graded.exit_status, ExitStatus::Exited(1));
    EXPECT_EQ(graded.rows.at("right")["state"], "passed") << graded.printed;
    EXPECT_EQ(graded.rows.at("not begun")["state"], "not started")
        << graded.printed;
    for (const auto& [name, kind] : hostile) {
      EXPECT_EQ(graded.rows.at(name)["passed"], 0) << kind;
    }
    for (const char* const name : {"-rf", "kills\nits parent"}) {
      EXPECT_EQ(graded.rows.at(name)["state"], "its judge was killed") << name;
    }
    EXPECT_THAT(graded.rows.at("hangs")["state"].get<std::string>(),
                AnyOf("timed out", StartsWith("step 1")));
    EXPECT_THAT(graded.csv, HasSubstr("\r\n'=cmd|'calc'!A0,"));
    EXPECT_THAT(graded.csv, HasSubstr("\r\n'-rf,"));
    EXPECT_THAT(graded.csv, HasSubstr("\r\n\"kills\nits parent\","));
    EXPECT_THAT(graded.csv, HasSubstr("\r\n\"\"\"quotes\"\", 'too'\","));
    EXPECT_THAT(graded.printed, Not(HasSubstr("\x1b[31m")));
    EXPECT_THAT(graded.errors, Not(HasSubstr("\x1b[31m")));
  }
  EXPECT_EQ(once.rows.at("right")["passed"], again.rows.at("right")["passed"]);

  EXPECT_FALSE(Runs("4815162342")) << "stays_behind is still there";
  for (const auto& [name, kind] : hostile) {
    EXPECT_TRUE(fs::exists(Path(name) + "/01_echo/server"));
  }
  std::printf("%s", once.printed.c_str());
}

// Also where it has no UID to give away: root of a user namespace has one.
TEST_F(GradeTest, WorksInUserNamespacesToo) {
  const std::vector<std::string> unshare = {"unshare", "--user",
                                            "--map-root-user", "--"};
  std::vector<std::string> probe = unshare;
  probe.push_back("true");
  if (!ChildProcess::Start(probe).value()->Wait(absl::Seconds(20))->success()) {
    GTEST_SKIP() << "unshare(1) may make no user namespace here: see "
                    "user.max_user_namespaces in namespaces(7)";
  }
  AddHostile("kills all", "kills_all");
  const Graded graded = Grade({Path("kills all"), Path("right")},
                              {"--jobs=2", "--time-limit=60"}, unshare);
  ASSERT_EQ(graded.rows.size(), 2) << graded.errors;
  EXPECT_EQ(graded.rows.at("right")["state"], "passed") << graded.printed;
  EXPECT_EQ(graded.rows.at("kills all")["state"], "its judge was killed");
}

TEST_F(GradeTest, GradesNothingWithoutASandbox) {
  const TempDirectory directory;
  const std::string mark = directory.Path("was_run");
  fs::create_directories(Path("marks") + "/01_echo");
  std::ofstream(Path("marks") + "/01_echo/server")
      << "#!/bin/sh\n: >" << mark << "\n";
  fs::permissions(Path("marks") + "/01_echo/server", fs::perms(0755));

  // A root without any right, in a namespace that may have no others below it.
  const Graded graded =
      Grade({Path("marks")}, {},
            {"unshare", "--user", "--map-root-user", "--", "sh", "-c",
             "echo 0 >/proc/sys/user/max_user_namespaces && "
             "exec setpriv --bounding-set=-all --inh-caps=-all -- \"$@\"",
             "sh"});
  if (graded.errors.find("cannot create /proc/sys/") != std::string::npos) {
    GTEST_SKIP() << "user namespaces cannot be forbidden here, to see what is "
                    "said then: /proc/sys is read-only, as in a container";
  }
  EXPECT_EQ(graded.exit_status, ExitStatus::Exited(1));
  EXPECT_THAT(graded.errors, HasSubstr("no sandbox can be made here"));
  EXPECT_THAT(graded.errors, HasSubstr("The ways out: run it as root"));
  EXPECT_TRUE(graded.rows.empty());
  EXPECT_FALSE(fs::exists(mark));
}

}  // namespace
