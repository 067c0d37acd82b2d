#include "tests/workshop/grade/grade_run.h"

#include <dirent.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <system_error>

#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"

namespace uds_testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr char kContract[] = "labs/01_echo/contract_test";

// Where the labs lie built, for which Bazel gives us links.
std::string BazelBin() {
  const std::string program = fs::canonical(kContract);
  return program.substr(0, program.size() - sizeof(kContract));
}

std::string ReadFile(const std::string& path) {
  // Unlike an iterator over the stream this does not throw where a process ends
  // between the open(2) of a file of its own in /proc and the read(2).
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

std::string RunsNumber() { return std::to_string(48'150'000'000 + ::getpid()); }

std::vector<std::string> GradeCommand(
    const std::string& out, const std::vector<std::string>& submissions,
    const std::vector<std::string>& options) {
  std::vector<std::string> command = {fs::absolute("tools/grade/grade"),
                                      "--root=" + fs::current_path().string(),
                                      "--bin=" + BazelBin(), "--out=" + out};
  command.insert(command.end(), options.begin(), options.end());
  command.push_back("--");
  command.insert(command.end(), submissions.begin(), submissions.end());
  return command;
}

Graded Grade(const std::vector<std::string>& submissions,
             const std::vector<std::string>& options,
             const std::vector<std::string>& prefix) {
  const TempDirectory out;
  const std::vector<std::string> words =
      GradeCommand(out.path(), submissions, options);
  std::vector<std::string> command = prefix;
  command.insert(command.end(), words.begin(), words.end());
  const std::unique_ptr<ChildProcess> child =
      ChildProcess::Start(command).value();
  Graded graded;
  graded.exit_status = child->Wait(absl::Minutes(3)).value();
  graded.printed = child->output();
  graded.errors = child->errors();
  graded.csv = ReadFile(out.Path("grades.csv"));
  std::error_code ignored;
  graded.csv_mode = fs::status(out.Path("grades.csv"), ignored).permissions();
  const json whole =
      json::parse(ReadFile(out.Path("grades.json")), nullptr, false);
  if (!whole.is_object()) return graded;
  for (const json& row : whole["submissions"]) {
    graded.rows[row["name"].get<std::string>()] = row["labs"][0];
  }
  return graded;
}

void HandIn(const std::string& program, const std::string& to) {
  fs::create_directories(to + "/01_echo");
  fs::copy_file(fs::canonical(program), to + "/01_echo/server");
}

void HandInHostile(const std::string& kind, const std::string& to) {
  const std::string server = to + "/01_echo/server";
  fs::create_directories(to + "/01_echo");
  std::ofstream(server) << absl::StrReplaceAll(
      ReadFile("tests/workshop/grade/testdata/" + kind + "/01_echo/server"),
      {{"4815162342", RunsNumber()}});
  fs::permissions(server, fs::perms(0755));
}

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

}  // namespace uds_testing
