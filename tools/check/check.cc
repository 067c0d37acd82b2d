// ./lab check and ./lab hint: judges an exercise, or any program in its place,
// step by step.
//
//   check --lab=01 --labs=bazel-bin/labs [--server="CMD"] [--client="CMD"]
//         [--all] [--json] [--hint=LEVEL] [--nowhole_life]
//
// Exit status: 0 if all clauses hold (with --hint: if there was something to
// say), 1 if not all hold, 2 on wrong arguments, 3 if nothing could be judged,
// and 128 and its number if a signal ended it.

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "common/os/signal_fd.h"
#include "tools/check/advice.h"
#include "tools/check/exercise.h"
#include "tools/check/judgement.h"
#include "tools/check/paint.h"
#include "tools/check/report.h"
#include "tools/check/screen.h"
#include "tools/check/step_result.h"
#include "tools/run/lab_directory.h"

ABSL_FLAG(std::string, lab, "", "which lab: 01, 1 or 01_echo");
ABSL_FLAG(std::string, labs, "bazel-bin/labs", "where the labs lie built");
ABSL_FLAG(std::string, server, "",
          "a command, words separated by spaces, to be judged instead");
ABSL_FLAG(std::string, client, "", "the client; by default the lab's own");
ABSL_FLAG(std::string, directory, "",
          "where the server and the client are started; by default here");
ABSL_FLAG(bool, all, false, "go on behind a step that is not passed");
ABSL_FLAG(bool, json, false, "print one JSON object; see tools/check/report.h");
ABSL_FLAG(int, hint, 0, "print no verdicts, but so many hints");
ABSL_FLAG(bool, whole_life, true, "see contract_test --help");
ABSL_FLAG(absl::Duration, time_limit, absl::Seconds(120),
          "how long one step may take to be judged");

namespace tools {
namespace {

constexpr int kWrongArguments = 2;
constexpr int kCouldNotJudge = 3;

int Complain(const absl::Status& status, int exit_status) {
  std::fprintf(stderr, "check: %s\n", std::string(status.message()).c_str());
  return exit_status;
}

// `command` as one word for a shell; double quotes are the easier to read.
std::string Quoted(const std::string& command) {
  return command.find_first_of("$`\"\\!\n") == command.npos
             ? "\"" + command + "\""
             : "'" + absl::StrReplaceAll(command, {{"'", R"('\'')"}}) + "'";
}

// What makes ./lab judge the same programs in the same way.
std::string OwnArguments() {
  std::vector<std::string> arguments;
  const std::string server = absl::GetFlag(FLAGS_server);
  const std::string client = absl::GetFlag(FLAGS_client);
  if (!server.empty()) arguments.push_back("--server " + Quoted(server));
  if (!client.empty()) arguments.push_back("--client " + Quoted(client));
  if (!absl::GetFlag(FLAGS_whole_life)) arguments.push_back("--nowhole_life");
  return absl::StrJoin(arguments, " ");
}

JudgeOptions OptionsFor(const LabDirectory& lab, int cancel_fd) {
  const std::string server = absl::GetFlag(FLAGS_server);
  const std::string client = absl::GetFlag(FLAGS_client);
  const std::string exercise =
      absl::GetFlag(FLAGS_labs) + "/" + lab.name + "/exercise/server";
  // It may run elsewhere.
  const auto absolute = [](const std::string& path) {
    return std::filesystem::absolute(path).string();
  };
  return {
      .contract = {.program = absolute(lab.contract_test),
                   .server = server.empty() ? absolute(exercise) : server,
                   .client = client.empty() ? absolute(lab.client) : client,
                   .flags = {lab.activated ? "--activated" : "--noactivated",
                             absl::GetFlag(FLAGS_whole_life)
                                 ? "--whole_life"
                                 : "--nowhole_life"},
                   .directory = absl::GetFlag(FLAGS_directory),
                   .time_limit = absl::GetFlag(FLAGS_time_limit),
                   .cancel_fd = cancel_fd},
      .judge_all = absl::GetFlag(FLAGS_all)};
}

// What is going on, on a terminal only, until the step's result takes its
// place.
void ShowProgress(size_t number, size_t steps) {
  if (!OnTerminal() || absl::GetFlag(FLAGS_json) || number > steps) return;
  const std::string line =
      absl::StrFormat("  judging step %d of %d...", number, steps);
  std::fputs(Paint(Colour::kDim, line).c_str(), stdout);
  std::fflush(stdout);
}

void EraseProgress() {
  if (OnTerminal() && !absl::GetFlag(FLAGS_json)) {
    std::fputs("\r\033[K", stdout);
  }
}

// Judges, and shows each step as soon as it is judged where that is wanted.
absl::StatusOr<std::vector<StepResult>> JudgeAndShow(
    const Occasion& occasion, const Exercise& exercise,
    const JudgeOptions& options) {
  const bool quiet = absl::GetFlag(FLAGS_json) || absl::GetFlag(FLAGS_hint) > 0;
  bool stopped = false;
  ShowProgress(1, exercise.steps.size());
  absl::StatusOr<std::vector<StepResult>> results =
      Judge(options, exercise, [&](const StepResult& result) {
        EraseProgress();
        if (!quiet) {
          std::fputs(ShowStep(exercise, result, occasion.width).c_str(),
                     stdout);
        }
        stopped |= result.state != StepState::kPassed && !options.judge_all;
        if (!stopped) ShowProgress(result.number + 1, exercise.steps.size());
        std::fflush(stdout);
      });
  if (!results.ok()) EraseProgress();
  return results;
}

int Conclude(const Occasion& occasion, const JudgeOptions& options,
             const Exercise& exercise, const std::vector<StepResult>& results) {
  const int status = ExitStatusOf(results);
  if (absl::GetFlag(FLAGS_json)) {
    std::fputs(Report(occasion.lab, options.contract.server, exercise, results)
                   .c_str(),
               stdout);
    return status;
  }
  const int hints = absl::GetFlag(FLAGS_hint);
  if (hints > 0) {
    std::fputs(ShowHints(occasion, exercise, results, hints).c_str(), stdout);
    return status == kCouldNotJudge ? status : 0;
  }
  std::fputs(Closing(occasion, exercise, results).c_str(), stdout);
  return status;
}

int Run(const LabDirectory& lab, const Exercise& exercise) {
  absl::StatusOr<uds::SignalFd> signals =
      uds::SignalFd::Create({SIGINT, SIGTERM, SIGHUP});
  if (!signals.ok()) return Complain(signals.status(), kCouldNotJudge);
  const Occasion occasion = {.lab = lab.name,
                             .title = lab.title,
                             .server = absl::GetFlag(FLAGS_server),
                             .arguments = OwnArguments(),
                             .next_lab = NextExercise(lab.name),
                             .width = ScreenWidth()};
  if (!absl::GetFlag(FLAGS_json)) {
    std::fputs(Opening(occasion, exercise).c_str(), stdout);
  }
  const JudgeOptions options = OptionsFor(lab, signals->fd());
  const absl::StatusOr<std::vector<StepResult>> results =
      JudgeAndShow(occasion, exercise, options);
  if (absl::IsCancelled(results.status())) {
    const absl::StatusOr<std::optional<int>> signal = signals->Take();
    return 128 + (signal.ok() ? signal->value_or(SIGTERM) : SIGTERM);
  }
  if (!results.ok()) return Complain(results.status(), kCouldNotJudge);
  return Conclude(occasion, options, exercise, *results);
}

}  // namespace
}  // namespace tools

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("judges an exercise; see ./lab help");
  absl::ParseCommandLine(argc, argv);
  const absl::StatusOr<std::vector<tools::LabDirectory>> labs =
      tools::FindLabs(absl::GetFlag(FLAGS_labs), {absl::GetFlag(FLAGS_lab)});
  if (!labs.ok()) return tools::Complain(labs.status(), tools::kWrongArguments);
  const tools::LabDirectory& lab = labs->front();
  const absl::StatusOr<tools::Exercise> exercise =
      tools::ReadExercise(tools::StepsPath(lab.name));
  if (!exercise.ok()) {
    return tools::Complain(exercise.status(), tools::kWrongArguments);
  }
  return tools::Run(lab, *exercise);
}
