// The program as a person or a script calls it.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "common/testing/exit_status.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/interop/others.h"

namespace tools {
namespace {

using ::nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::uds_testing::ExitStatus;

interop::Finished Bench(const std::vector<std::string>& words) {
  std::vector<std::string> command = {"tools/bench/bench"};
  command.insert(command.end(), words.begin(), words.end());
  return interop::RunToEnd(command);
}

std::string Content(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path).rdbuf();
  return content.str();
}

TEST(BenchTest, MeasuresAndWritesReports) {
  const uds_testing::TempDirectory directory;
  const interop::Finished bench = Bench(
      {"--quick", "--rounds=2", "--only=floor,ours,echo-64-32,cycle",
       "--json=" + directory.Path("a.json"), "--svg=" + directory.Path("a.svg"),
       "--markdown=" + directory.Path("a.md")});
  EXPECT_EQ(bench.status, ExitStatus::Exited(0)) << bench.errors;
  // Neither colours nor a bar that moves, as neither stream is a terminal.
  EXPECT_EQ(bench.errors, "");
  EXPECT_THAT(bench.output,
              AllOf(HasSubstr("Echo of 64 bytes, connections: 32"),
                    HasSubstr("\n  floor "), HasSubstr("\nTargets\n"),
                    Not(HasSubstr("\033"))));

  const json results = json::parse(Content(directory.Path("a.json")));
  EXPECT_EQ(results["rounds"], 2);
  ASSERT_EQ(results["works"].size(), 2u);
  for (const json& work : results["works"]) {
    ASSERT_EQ(work["servers"].size(), 2u) << work["name"];
    for (const json& server : work["servers"]) {
      const json& cpu = server["figures"]["cpu_us"];
      EXPECT_GT(cpu["least"].get<double>(), 0);
      EXPECT_EQ(cpu["rounds"].size(), 2u);
      EXPECT_GT(server["figures"]["client_share"]["least"].get<double>(), 0);
    }
  }
  EXPECT_THAT(Content(directory.Path("a.svg")), HasSubstr("</svg>"));
  EXPECT_THAT(Content(directory.Path("a.md")), HasSubstr("| ours |"));
}

TEST(BenchTest, WrongArgumentsAreNamedAndItsStatusIsTwo) {
  for (const char* const word : {"--quik", "--rounds=0", "--only=apache",
                                 "more", "--json=/nonexistent/a.json"}) {
    const interop::Finished bench = Bench({word});
    EXPECT_EQ(bench.status, ExitStatus::Exited(2));
    EXPECT_EQ(bench.output, "");
    const std::string name(word);
    EXPECT_THAT(bench.errors, HasSubstr(name.substr(name.find('=') + 1)));
  }
}

// Here the floor alone lies built.
TEST(BenchTest, WhatCannotBeMeasuredIsToldAndItsStatusIsOne) {
  const uds_testing::TempDirectory directory;
  std::filesystem::create_directories(directory.Path("tests/bench"));
  std::filesystem::create_symlink(
      std::filesystem::absolute("tests/bench/floor"),
      directory.Path("tests/bench/floor"));
  const interop::Finished bench =
      Bench({"--bin=" + directory.path(), "--quick", "--rounds=2",
             "--only=floor,ours,echo-64-1"});
  EXPECT_EQ(bench.status, ExitStatus::Exited(1));
  EXPECT_THAT(bench.output,
              AllOf(HasSubstr("Could not be measured\n  echo-64-1, ours: "),
                    HasSubstr("  ours         could not be measured")));
}

}  // namespace
}  // namespace tools
