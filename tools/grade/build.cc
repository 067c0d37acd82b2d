#include "tools/grade/build.h"

#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/testing/child_process.h"
#include "common/testing/guard.h"

namespace tools {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostErrorLines = 5;
constexpr size_t kMostErrorBytes = 300;  // of a line

// gcc runs its passes under this: a submission may ask the compiler for more
// than anybody has, in time or memory. Clang knows no such option.
std::string CompilerLimits(absl::Duration limit) {
  const char* const compiler = std::getenv("CC");
  if (compiler != nullptr && absl::StrContains(compiler, "clang")) return "[]";
  return absl::StrFormat(R"(["-wrapper", "prlimit,--as=%d,timeout,%d"])",
                         int64_t{4} << 30, absl::ToInt64Seconds(limit));
}

std::vector<std::string> Environment() {
  std::vector<std::string> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    environment.push_back(*variable);
  }
  return environment;
}

// Of runs that were killed before they could. EPERM: it runs, as another user.
void RemoveLeftovers(const fs::path& submissions) {
  constexpr char kPrefix[] = "run.";
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(submissions, error)) {
    const std::string name = entry.path().filename();
    if (!absl::StartsWith(name, kPrefix)) continue;
    const pid_t pid = std::atoi(name.c_str() + sizeof(kPrefix) - 1);
    if (pid > 0 && (::kill(pid, 0) == 0 || errno == EPERM)) continue;
    std::error_code ignored;
    fs::remove_all(entry.path(), ignored);
  }
}

bool IsError(const std::string& line) {
  return absl::StrContains(line, "error:") ||
         absl::StrContains(line, "undefined reference") ||
         absl::StrContains(line, "multiple definition");
}

// What Bazel says of any command that failed.
bool IsBazels(const std::string& line) {
  return line.empty() || absl::StartsWith(line, "ERROR: ") ||
         absl::StartsWith(line, "Use --sandbox_debug");
}

std::vector<std::string> First(std::vector<std::string> lines) {
  lines.resize(std::min(lines.size(), kMostErrorLines));
  for (std::string& line : lines) {
    line.resize(std::min(line.size(), kMostErrorBytes));
  }
  return lines;
}

}  // namespace

std::vector<std::string> ErrorsOf(const std::string& log,
                                  const std::string& package) {
  std::vector<std::string> errors;
  std::vector<std::string> rest;
  bool any = false;
  bool is_ours = false;
  const std::vector<std::string> lines = absl::StrSplit(log, '\n');
  for (const std::string& line : lines) {
    // Bazel's own line opens what one command said.
    if (absl::StartsWith(line, "ERROR: ")) {
      is_ours = absl::StrContains(line, "/" + package + "/") ||
                absl::StrContains(line, "//" + package + ":");
    } else if (absl::StartsWith(line, "INFO: ") ||
               absl::StartsWith(line, "Target //")) {
      is_ours = false;
    }
    any |= is_ours;
    if (!is_ours || IsBazels(line)) continue;
    std::string shown = absl::StrReplaceAll(line, {{package + "/", ""}});
    (IsError(line) ? errors : rest).push_back(std::move(shown));
  }
  if (any && errors.empty() && rest.empty()) {
    rest = {"its compiler said nothing: it was ended after its time"};
  }
  return First(errors.empty() ? rest : errors);
}

Build::Build(std::string root, absl::Duration compile_limit)
    : root_(std::move(root)), compile_limit_(compile_limit) {
  RemoveLeftovers(fs::path(root_) / "submissions");
  folder_ = absl::StrFormat("submissions/run.%d", ::getpid());
  uds_testing::GuardDirectory(fs::path(root_) / folder_);
}

Build::~Build() { RemoveFiles(); }

void Build::RemoveFiles() const {
  std::error_code ignored;
  fs::remove_all(fs::path(root_) / folder_, ignored);
  fs::remove(fs::path(root_) / "submissions", ignored);  // if it is empty
  uds_testing::ForgetDirectory(fs::path(root_) / folder_);
}

std::string Build::Package(size_t number, const std::string& lab) const {
  return absl::StrFormat("%s/%d/%s", folder_, number, lab);
}

absl::Status Build::Add(size_t number, const std::string& lab,
                        const std::string& edit, const std::string& source) {
  const fs::path directory = fs::path(root_) / Package(number, lab);
  std::error_code error;
  fs::create_directories(directory, error);
  if (!error) fs::copy_file(source, directory / edit, error);
  if (!error) fs::permissions(directory / edit, fs::perms(0644), error);
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s cannot be copied: %s", source, error.message()));
  }
  std::ofstream(directory / "BUILD.bazel") << absl::StrFormat(
      "load(\"//labs:submission.bzl\", \"uds_submission\")\n\n"
      "uds_submission(\n    copts = %s,\n    lab = \"%s\",\n    src = \"%s\",\n"
      ")\n",
      CompilerLimits(compile_limit_), lab, edit);
  built_[Package(number, lab)];
  return absl::OkStatus();
}

absl::Status Build::Run(const std::string& bazel, const std::string& bin) {
  std::vector<std::string> command = {bazel,
                                      "build",
                                      "--keep_going",
                                      "--color=no",
                                      "--curses=no",
                                      "--noshow_progress",
                                      "--show_result=0",
                                      "--"};
  for (const auto& [package, built] : built_) {
    command.push_back("//" + package + ":server");
  }
  const absl::StatusOr<std::unique_ptr<uds_testing::ChildProcess>> child =
      uds_testing::ChildProcess::Start(command, {.environment = Environment(),
                                                 .directory = root_,
                                                 .own_group = true});
  if (!child.ok()) return child.status();
  // Each file is bounded by itself; this is for a compiler that is not gcc.
  const absl::Duration patience =
      absl::Minutes(10) + compile_limit_ * static_cast<double>(size());
  absl::StatusOr<uds_testing::ExitStatus> ended = (*child)->Wait(patience);
  if (!ended.ok()) {
    (*child)->Signal(SIGINT);
    ended = (*child)->Wait(absl::Minutes(1));
  }
  const bool any_known = Collect((*child)->errors(), bin);
  if (any_known || (ended.ok() && ended->success())) return absl::OkStatus();
  return absl::FailedPreconditionError("Bazel could not build:\n" +
                                       (*child)->errors());
}

// Whether Bazel built something, or said why it did not.
bool Build::Collect(const std::string& log, const std::string& bin) {
  bool any_known = false;
  for (auto& [package, built] : built_) {
    const std::string server = bin + "/" + package + "/server";
    built.errors = ErrorsOf(log, package);
    any_known |= !built.errors.empty();
    if (!built.errors.empty()) continue;
    if (fs::exists(server)) {
      built.server = server;
      any_known = true;
    } else {
      built.errors = {"its compiler did not come to an end"};
    }
  }
  return any_known;
}

}  // namespace tools
