#include "tools/run/demonstration.h"

#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/testing/child_process.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/strace/trace.h"
#include "common/testing/temp_directory.h"

namespace tools {
namespace {

using uds_testing::ChildProcess;
using uds_testing::ExitStatus;
using uds_testing::Subject;
using uds_testing::TempDirectory;
using uds_testing::Trace;
using uds_testing::TracedRun;
using uds_testing::TracedServer;

constexpr absl::Duration kPatience = absl::Minutes(5);

// The output of a command that must succeed.
absl::StatusOr<std::string> OutputOf(const std::vector<std::string>& command) {
  absl::StatusOr<std::unique_ptr<ChildProcess>> child =
      ChildProcess::Start(command);
  if (absl::IsNotFound(child.status())) {
    return absl::NotFoundError(
        absl::StrFormat("%s is not installed: run ./lab doctor", command[0]));
  }
  if (!child.ok()) return child.status();
  const absl::StatusOr<ExitStatus> ended = (*child)->Wait(kPatience);
  if (!ended.ok()) return ended.status();
  if (ended->success()) return (*child)->output();
  return absl::FailedPreconditionError(
      absl::StrFormat("%s: %s: %s", absl::StrJoin(command, " "),
                      ended->ToString(), (*child)->errors()));
}

// The successful calls of `names`, each of which has to be there.
absl::StatusOr<std::vector<std::string>> Lines(
    const Trace& trace, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const uds_testing::CallPattern call = uds_testing::Call(name).Succeeding();
    if (!CallsMatching(trace, call).empty()) continue;
    return absl::FailedPreconditionError(
        absl::StrFormat("there is no successful %s in the trace", name));
  }
  std::vector<std::string> lines;
  const uds_testing::CallPattern any = uds_testing::CallPattern(names);
  for (const auto& call : CallsMatching(trace, any.Succeeding())) {
    std::ostringstream line;
    line << call;
    lines.push_back(line.str());
  }
  return lines;
}

// ss(8) pads its columns to the width of a terminal.
std::string JoinColumns(const std::string& line) {
  return absl::StrJoin(absl::StrSplit(line, ' ', absl::SkipEmpty()), "  ");
}

absl::StatusOr<std::string> ListeningLine(const std::string& path) {
  const absl::StatusOr<std::string> all = OutputOf({"ss", "-xl"});
  if (!all.ok()) return all.status();
  const std::vector<std::string> lines = absl::StrSplit(*all, '\n');
  for (const std::string& line : lines) {
    if (line.find(path + " ") == std::string::npos) continue;
    return JoinColumns(line) + "\n";
  }
  return absl::FailedPreconditionError(
      absl::StrFormat("ss -xl does not show %s", path));
}

absl::StatusOr<std::vector<Verdict>> Judge(const LabDirectory& lab,
                                           bool whole_life) {
  const TempDirectory directory;
  const std::string report = directory.Path("report.json");
  absl::StatusOr<std::unique_ptr<ChildProcess>> test = ChildProcess::Start(
      {lab.contract_test, "--server=" + lab.server, "--client=" + lab.client,
       whole_life ? "--whole_life" : "--nowhole_life",
       lab.activated ? "--activated" : "--noactivated",
       "--gtest_output=json:" + report});
  if (!test.ok()) return test.status();
  const absl::StatusOr<ExitStatus> ended = (*test)->Wait(kPatience);
  if (!ended.ok()) return ended.status();
  std::ifstream file(report);
  absl::StatusOr<std::vector<Verdict>> verdicts =
      ParseVerdicts(std::string(std::istreambuf_iterator<char>(file), {}));
  if (verdicts.ok()) return verdicts;
  return absl::FailedPreconditionError(
      absl::StrFormat("%s: %s: %s%s", std::string(verdicts.status().message()),
                      ended->ToString(), (*test)->output(), (*test)->errors()));
}

// What is seen while the server runs.
absl::Status Watch(const LabDirectory& lab, const Subject& subject,
                   Demonstration& shown) {
  const std::string& path = shown.socket_path;
  absl::StatusOr<std::string> stat =
      OutputOf({"stat", "--format=%F, size %s, blocks %b, mode %A", path});
  if (!stat.ok()) return stat.status();
  shown.stat_command =
      "stat --format='%F, size %s, blocks %b, mode %A' " + path;
  shown.stat_output = *stat;
  absl::StatusOr<std::string> listening = ListeningLine(path);
  if (!listening.ok()) return listening.status();
  shown.ss_line = *listening;

  const absl::StatusOr<TracedRun> client =
      RunClient(subject, path, lab.client_args);
  if (!client.ok()) return client.status();
  if (!client->exit_status.success()) {
    return absl::FailedPreconditionError(
        absl::StrFormat("the client ended with %s: %s",
                        client->exit_status.ToString(), client->errors));
  }
  shown.client_output = client->output;
  absl::StatusOr<std::vector<std::string>> lines =
      Lines(client->trace, lab.client_calls);
  if (!lines.ok()) return lines.status();
  shown.client_lines = *lines;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Demonstration> Demonstrate(const LabDirectory& lab,
                                          bool whole_life) {
  const Subject subject = {.server = {lab.server},
                           .client = {lab.client},
                           .activated = lab.activated};
  const absl::StatusOr<std::unique_ptr<TracedServer>> server =
      TracedServer::Start(subject);
  if (!server.ok()) return server.status();
  Demonstration shown;
  shown.socket_path = (*server)->path();
  if (absl::Status status = Watch(lab, subject, shown); !status.ok()) {
    return status;
  }
  const absl::StatusOr<TracedRun> run = (*server)->Stop();
  if (!run.ok()) return run.status();
  absl::StatusOr<std::vector<std::string>> lines =
      Lines(run->trace, lab.server_calls);
  if (!lines.ok()) return lines.status();
  shown.server_lines = *lines;
  shown.server_output = run->output + run->errors;
  absl::StatusOr<std::vector<Verdict>> verdicts = Judge(lab, whole_life);
  if (!verdicts.ok()) return verdicts.status();
  shown.verdicts = *std::move(verdicts);
  return shown;
}

}  // namespace tools
