#include "tools/grade/build.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tools {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// As Bazel 4.2.3 prints it, under --keep_going.
constexpr char kLog[] = R"(INFO: Analyzed 3 targets.
ERROR: /r/submissions/run.7/0/01_echo/BUILD.bazel:3:15: Compiling submissions/run.7/0/01_echo/calls.cc failed: (Exit 1): gcc failed: error executing command /usr/bin/gcc -U_FORTIFY_SOURCE ... (remaining 40 argument(s) skipped)

Use --sandbox_debug to see verbose messages from the sandbox
submissions/run.7/0/01_echo/calls.cc: In function 'int Listen()':
submissions/run.7/0/01_echo/calls.cc:12:3: error: 'nonsense' was not declared in this scope
   12 |   nonsense
      |   ^~~~~~~~
submissions/run.7/0/01_echo/calls.cc:13:3: error: expected ';'
ERROR: /r/submissions/run.7/10/01_echo/BUILD.bazel:3:15: Linking submissions/run.7/10/01_echo/server failed: (Exit 1): gcc failed: error executing command /usr/bin/gcc @x.params
/usr/bin/ld: main.cc:(.text+0x5): undefined reference to `lab::Listen()'
collect2: error: ld returned 1 exit status
ERROR: /r/submissions/run.7/2/01_echo/BUILD.bazel:3:15: Compiling submissions/run.7/2/01_echo/calls.cc failed: (Exit 1): gcc failed
INFO: Elapsed time: 3.9s
INFO: 5 processes: 3 internal, 2 linux-sandbox.
)";

TEST(BuildTest, TellsTheErrorsOfOneSubmissionFromThoseOfAnother) {
  EXPECT_THAT(ErrorsOf(kLog, "submissions/run.7/0/01_echo"),
              ElementsAre("calls.cc:12:3: error: 'nonsense' was not declared "
                          "in this scope",
                          "calls.cc:13:3: error: expected ';'"));
  EXPECT_THAT(ErrorsOf(kLog, "submissions/run.7/10/01_echo"),
              ElementsAre(HasSubstr("undefined reference to `lab::Listen()'"),
                          HasSubstr("ld returned 1 exit status")));
  EXPECT_THAT(ErrorsOf(kLog, "submissions/run.7/1/01_echo"), IsEmpty());
}

TEST(BuildTest, SaysSomethingOfACompilerThatSaidNothing) {
  EXPECT_THAT(ErrorsOf(kLog, "submissions/run.7/2/01_echo"),
              ElementsAre(HasSubstr("ended after its time")));
}

TEST(BuildTest, CutsWhatACompilerSaysWithoutEnd) {
  std::string log = "ERROR: /r/submissions/run.7/0/01_echo/BUILD.bazel:3:15:\n";
  for (int i = 0; i < 100; ++i)
    log += "error: " + std::string(9999, 'x') + "\n";
  const std::vector<std::string> errors =
      ErrorsOf(log, "submissions/run.7/0/01_echo");
  ASSERT_EQ(errors.size(), 5);
  EXPECT_EQ(errors[0].size(), 300);
}

TEST(BuildTest, MakesAPackageAndRemovesIt) {
  const uds_testing::TempDirectory root;
  std::ofstream(root.Path("handed in.cc")) << "text";
  const fs::path submissions = root.Path("submissions");
  {
    Build build(root.path(), absl::Seconds(60));
    ASSERT_TRUE(
        build.Add(3, "01_echo", "calls.cc", root.Path("handed in.cc")).ok());
    ASSERT_EQ(build.size(), 1);
    const fs::path package =
        fs::directory_iterator(submissions)->path() / "3/01_echo";
    const std::string text = ReadFile(package / "BUILD.bazel");
    EXPECT_THAT(text, HasSubstr("lab = \"01_echo\""));
    EXPECT_THAT(text, HasSubstr("src = \"calls.cc\""));
    EXPECT_TRUE(fs::exists(package / "calls.cc"));
  }
  EXPECT_FALSE(fs::exists(submissions));
}

// The option that the package gives its compiler.
std::string Wrapper(const std::string& build_file) {
  constexpr char kOption[] = "\"-wrapper\", \"";
  const size_t start = build_file.find(kOption);
  if (start == build_file.npos) return "";
  const std::string rest = build_file.substr(start + sizeof(kOption) - 1);
  return rest.substr(0, rest.find('"'));
}

TEST(BuildTest, EndsACompilerThatTakesTooLong) {
  const uds_testing::TempDirectory root;
  const std::string slow = root.Path("slow.cc");
  std::ofstream(slow) << R"(
      template <int N, int M> struct T {
        static constexpr int v = T<N - 1, M>::v + T<N - 1, M + (1 << N)>::v;
      };
      template <int M> struct T<0, M> { static constexpr int v = 1; };
      int main() { return T<28, 0>::v; })";
  Build build(root.path(), absl::Seconds(2));
  ASSERT_TRUE(build.Add(0, "01_echo", "slow.cc", slow).ok());
  const std::string wrapper = Wrapper(
      ReadFile(fs::directory_iterator(root.Path("submissions"))->path() /
               "0/01_echo/BUILD.bazel"));
  ASSERT_FALSE(wrapper.empty());
  const std::unique_ptr<uds_testing::ChildProcess> compiler =
      uds_testing::ChildProcess::Start({"g++", "-std=c++20", "-wrapper",
                                        wrapper, "-c", slow, "-o",
                                        root.Path("slow.o")})
          .value();
  const absl::StatusOr<uds_testing::ExitStatus> ended =
      compiler->Wait(absl::Seconds(30));
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_FALSE(ended->success());
}

TEST(BuildTest, RemovesWhatARunLeftThatWasKilled) {
  const uds_testing::TempDirectory root;
  // No process has such a number. pid_max, proc(5)
  fs::create_directories(root.Path("submissions/run.99999999/0"));
  fs::create_directories(root.Path("submissions/run.1/0"));
  fs::create_directories(root.Path("submissions/anna"));
  const Build build(root.path(), absl::Seconds(60));
  EXPECT_FALSE(fs::exists(root.Path("submissions/run.99999999")));
  EXPECT_TRUE(fs::exists(root.Path("submissions/run.1")));
  EXPECT_TRUE(fs::exists(root.Path("submissions/anna")));
}

TEST(BuildTest, FailsWithWhatBazelSaidWhereItIsBazelThatFails) {
  const uds_testing::TempDirectory root;
  std::ofstream(root.Path("a.cc")) << "text";
  Build build(root.path(), absl::Seconds(60));
  ASSERT_TRUE(build.Add(0, "01_echo", "a.cc", root.Path("a.cc")).ok());
  std::ofstream(root.Path("bazel"))
      << "#!/bin/sh\necho 'no disk' >&2\nexit 36\n";
  fs::permissions(root.Path("bazel"), fs::perms(0755));
  const absl::Status status = build.Run(root.Path("bazel"), root.Path("bin"));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("no disk"));
}

}  // namespace
}  // namespace tools
