#include "common/testing/guard.h"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

constexpr absl::Duration kLong = absl::Seconds(60);

// Whether `pid` runs: not a zombie, which only its parent can get rid of.
bool Runs(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  const std::string stat(std::istreambuf_iterator<char>(file), {});
  const size_t name_end = stat.rfind(") ");
  return name_end != stat.npos && stat[name_end + 2] != 'Z' &&
         stat[name_end + 2] != 'X';
}

// A run of guarded_program.cc, and what it has made.
struct Guarded {
  explicit Guarded(const std::string& what)
      : program(ChildProcess::Start({"common/testing/guarded_program", what})
                    .value()) {
    EXPECT_TRUE(program->WaitForOutput(" up\n", kLong).ok())
        << program->errors();
    std::istringstream(program->output()) >> directory >> child >> grandchild;
    EXPECT_GT(grandchild, 0);
  }

  // Whether all of it is gone, or soon will be: the guard comes after us.
  bool IsCleanedUp() const {
    for (const absl::Time deadline = absl::Now() + kLong;
         absl::Now() < deadline; absl::SleepFor(absl::Milliseconds(2))) {
      if (!Runs(child) && !Runs(grandchild) &&
          !std::filesystem::exists(directory)) {
        return true;
      }
    }
    return false;
  }

  std::unique_ptr<ChildProcess> program;
  std::string directory;
  pid_t child = 0;
  pid_t grandchild = 0;
};

TEST(GuardTest, NothingStaysAfterTheSignalsThatRunNoDestructor) {
  for (const int signal : {SIGKILL, SIGINT, SIGTERM, SIGHUP}) {
    const Guarded guarded("wait");
    EXPECT_TRUE(std::filesystem::exists(guarded.directory));
    EXPECT_TRUE(Runs(guarded.grandchild));
    guarded.program->Signal(signal);
    EXPECT_EQ(guarded.program->Wait(kLong).value(), ExitStatus::Killed(signal));
    EXPECT_TRUE(guarded.IsCleanedUp()) << signal;
  }
}

TEST(GuardTest, NothingStaysAfterACrash) {
  const Guarded guarded("crash");
  EXPECT_TRUE(guarded.IsCleanedUp());
}

TEST(GuardTest, AnOrdinaryEndIsNoneOfItsBusiness) {
  const Guarded guarded("end");
  EXPECT_EQ(guarded.program->Wait(kLong).value(), ExitStatus::Exited(0));
  EXPECT_TRUE(guarded.IsCleanedUp());
}

TEST(GuardTest, WithoutOneItsFunctionsDoNothing) {
  GuardDirectory("/tmp");
  GuardProcess(::getpid());
  ForgetProcess(::getpid());
  ForgetDirectory("/tmp");
}

}  // namespace
}  // namespace uds_testing
