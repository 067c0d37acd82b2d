// ./lab grade over submissions that mean harm: the others' marks are what they
// are without them, and nothing of them is left.
//
// What they do, they would do to whoever runs this test if there were no
// sandbox; so none of them does what could not be mended.

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/clean_environment.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/workshop/grade/grade_run.h"

namespace uds_testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class GradeTest : public testing::Test {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "a sanitizer needs more address space than a sandbox has";
#endif
    HandIn("labs/01_echo/server", Path("right"));
    HandIn("labs/01_echo/exercise/after_0_server", Path("not begun"));
    const Graded tried = Grade({Path("right")});
    if (tried.errors.find("no sandbox can be made") != std::string::npos) {
      GTEST_SKIP() << tried.errors;
    }
    ASSERT_EQ(tried.exit_status, ExitStatus::Exited(0)) << tried.errors;
  }

  void AddHostile(const std::string& name, const std::string& kind) {
    HandInHostile(kind, Path(name));
  }

  std::string Path(const std::string& name) const {
    return handed_in_.Path(name);
  }

 private:
  const TempDirectory handed_in_;
};

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

  EXPECT_FALSE(Runs(RunsNumber())) << "stays_behind is still there";
  for (const auto& [name, kind] : hostile) {
    EXPECT_TRUE(fs::exists(Path(name) + "/01_echo/server"));
  }
  std::printf("%s", once.printed.c_str());
}

// Whether it becomes true: the guard comes after who is killed.
bool Soon(const std::function<bool()>& is_so) {
  for (const absl::Time deadline = absl::Now() + absl::Minutes(1);
       absl::Now() < deadline; absl::SleepFor(absl::Milliseconds(20))) {
    if (is_so()) return true;
  }
  return false;
}

TEST_F(GradeTest, LeavesNothingWhenItIsKilled) {
  AddHostile("hangs", "hangs");
  for (const int signal : {SIGTERM, SIGKILL}) {
    const TempDirectory scratch, out;
    std::vector<std::string> environment = CleanEnvironment();
    environment.push_back("UDS_LABS_SCRATCH=" + scratch.path());
    const std::unique_ptr<ChildProcess> child =
        ChildProcess::Start(GradeCommand(out.path(), {Path("hangs")}),
                            {.environment = environment})
            .value();
    ASSERT_TRUE(Soon([] { return Runs(RunsNumber()); })) << child->errors();
    EXPECT_FALSE(fs::is_empty(scratch.path()));
    child->Signal(signal);
    EXPECT_TRUE(child->Wait(absl::Minutes(1)).ok());
    EXPECT_TRUE(Soon([&] { return fs::is_empty(scratch.path()); })) << signal;
    EXPECT_TRUE(Soon([] { return !Runs(RunsNumber()); })) << signal;
  }
}

// What is made for the sandbox's user can be entered by it, the tables cannot.
TEST_F(GradeTest, WorksUnderAUmaskOf077) {
  const Graded graded = Grade({Path("right")}, {},
                              {"sh", "-c", "umask 077 && exec \"$@\"", "sh"});
  EXPECT_EQ(graded.exit_status, ExitStatus::Exited(0)) << graded.errors;
  EXPECT_EQ(graded.rows.at("right")["state"], "passed") << graded.printed;
  EXPECT_EQ(graded.csv_mode, fs::perms(0600));
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
}  // namespace uds_testing
