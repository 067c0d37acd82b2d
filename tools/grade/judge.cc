#include "tools/grade/judge.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_format.h"

namespace tools {
namespace {

constexpr size_t kLastWords = 1000;  // bytes

std::string LastWords(const std::string& text) {
  return text.substr(text.size() - std::min(text.size(), kLastWords));
}

LabResult NoReport(const SandboxedRun& run, const Lab& lab) {
  const uds_testing::ExitStatus& status = run.exit_status;
  const std::string note = absl::StrFormat(
      "its judge ended with %s: %s", status.ToString(), LastWords(run.errors));
  // As a shell has it: 128 and the signal.
  const bool killed = status.signal != 0 || status.code > 128;
  return Unjudged(lab, killed ? LabResult::kJudgeKilled : LabResult::kNotJudged,
                  note);
}

}  // namespace

SandboxOptions SandboxFor(const JudgingOptions& options,
                          const std::vector<Lab>& labs) {
  SandboxOptions sandbox = {.script = options.script,
                            .shown = {options.bin},
                            .directory = options.lessons,
                            .hidden = {options.bin + "/submissions"}};
  for (const Lab& lab : labs) {
    const std::string built = options.bin + "/labs/" + lab.name;
    for (const char* const name :
         {"/server", "/exercise", "/mistakes", "/mistakes_dynamic"}) {
      sandbox.hidden.push_back(built + name);
    }
  }
  return sandbox;
}

absl::Status CopyLessons(const std::string& root, const std::vector<Lab>& labs,
                         const std::string& to) {
  for (const Lab& lab : labs) {
    const std::string from = root + "/labs/" + lab.name;
    const std::string folder = to + "/labs/" + lab.name;
    std::error_code error;
    std::filesystem::create_directories(folder + "/exercise", error);
    for (const char* const name : {"/README.md", "/exercise/steps.json"}) {
      if (!error) std::filesystem::copy_file(from + name, folder + name, error);
      if (!error) {
        std::filesystem::permissions(folder + name,
                                     std::filesystem::perms(0444), error);
      }
    }
    if (error) {
      return absl::FailedPreconditionError(
          absl::StrFormat("%s cannot be copied: %s", from, error.message()));
    }
  }
  return absl::OkStatus();
}

std::vector<std::string> NeededBy(const JudgingOptions& options,
                                  const std::vector<Lab>& labs) {
  std::vector<std::string> paths = {options.bin + "/tools/check/check"};
  for (const Lab& lab : labs) {
    const std::string built = options.bin + "/labs/" + lab.name;
    const std::string lesson = "/judge/labs/" + lab.name;
    paths.insert(paths.end(),
                 {built + "/client", built + "/contract_test",
                  built + "/demonstration.json", lesson + "/README.md",
                  lesson + "/exercise/steps.json"});
  }
  return paths;
}

LabResult ReadRun(const SandboxedRun& run, const Lab& lab) {
  if (absl::IsDeadlineExceeded(run.status)) {
    return Unjudged(
        lab, LabResult::kTimedOut,
        absl::StrFormat("ended after %s", absl::FormatDuration(run.time)));
  }
  if (!run.status.ok()) {
    return Unjudged(lab, LabResult::kNotJudged,
                    std::string(run.status.message()));
  }
  const int code = run.exit_status.code;
  // Those of tools/check that come with a report.
  if (run.exit_status.signal != 0 || (code > 1 && code != 3)) {
    return NoReport(run, lab);
  }
  LabResult result = ReadReport(run.output, lab);
  if (result.report.is_null()) return NoReport(run, lab);
  if ((result.state == LabResult::kPassed) != (code == 0)) {
    return Unjudged(lab, LabResult::kJudgeKilled,
                    "the report and the exit status contradict each other");
  }
  return result;
}

LabResult JudgeServer(const JudgingOptions& options, const Sandbox& sandbox,
                      int slot, const Lab& lab, const std::string& directory) {
  const SandboxedRun run =
      sandbox.Run(slot, directory,
                  {options.bin + "/tools/check/check", "--lab=" + lab.name,
                   "--labs=" + options.bin + "/labs",
                   "--server=/submission/server", "--json", "--all"},
                  options.time_limit);
  LabResult result = ReadRun(run, lab);
  result.time = run.time;
  return result;
}

}  // namespace tools
