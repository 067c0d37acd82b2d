#include "tools/check/contract_program.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "nlohmann/json.hpp"
#include "tools/check/printable.h"
#include "tools/check/unfinished.h"

namespace tools {
namespace {

using nlohmann::json;
using uds_testing::ChildProcess;
using uds_testing::ExitStatus;

// Of what one failure says; a program that floods its output says much.
constexpr size_t kMostOfAFailure = 16 * 1024;
constexpr size_t kLastWords = 2 * 1024;
constexpr absl::Duration kPatienceForList = absl::Seconds(30);

enum class End { kByItself, kTimeLimit, kCancelled };

// Blocks until `child` has ended, the time is over, or somebody wants it to
// end.
End WaitFor(const ChildProcess& child, absl::Duration time_limit,
            int cancel_fd) {
  pollfd fds[] = {{.fd = child.end_fd(), .events = POLLIN, .revents = 0},
                  {.fd = cancel_fd, .events = POLLIN, .revents = 0}};
  const absl::Time deadline = absl::Now() + time_limit;
  int ready;
  do {
    const absl::Duration left =
        std::max(deadline - absl::Now(), absl::ZeroDuration());
    ready = ::poll(fds, 2, absl::ToInt64Milliseconds(left) + 1);
  } while (ready < 0 && errno == EINTR);
  if (fds[1].revents != 0) return End::kCancelled;
  return ready == 0 ? End::kTimeLimit : End::kByItself;
}

std::string Filter(const std::vector<ContractClause>& clauses) {
  return "--gtest_filter=" +
         absl::StrJoin(clauses, ":",
                       [](std::string* out, const ContractClause& clause) {
                         out->append("Contract." + clause.name);
                       });
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The verdicts of a report, one for each of `clauses`, in their order.
absl::StatusOr<std::vector<Verdict>> FromReport(
    const std::string& report, const std::vector<ContractClause>& clauses) {
  // What a program prints need not be UTF-8, and JSON has to be.
  absl::StatusOr<std::vector<Verdict>> all =
      ParseVerdicts(Printable(report, "\\\\x"));
  if (!all.ok()) return all.status();
  std::vector<Verdict> verdicts;
  for (const ContractClause& clause : clauses) {
    const auto found = std::find_if(
        all->begin(), all->end(),
        [&](const Verdict& verdict) { return verdict.clause == clause.name; });
    if (found == all->end()) {
      return absl::DataLossError("the report says nothing of " + clause.name);
    }
    verdicts.push_back(*std::move(found));
  }
  return verdicts;
}

std::vector<Verdict> FitToBeShown(std::vector<Verdict> verdicts) {
  for (Verdict& verdict : verdicts) {
    for (std::string& failure : verdict.failures) {
      failure = Shortened(Printable(failure), kMostOfAFailure);
    }
    verdict.program = Shortened(Printable(verdict.program), kMostOfAFailure);
    verdict.figure = Printable(verdict.figure);
    verdict.note = Printable(verdict.note);
  }
  return verdicts;
}

std::string LastWords(const std::string& text) {
  return text.size() <= kLastWords ? text
                                   : text.substr(text.size() - kLastWords);
}

}  // namespace

absl::StatusOr<std::vector<ContractClause>> ContractProgram::List() const {
  const absl::StatusOr<std::unique_ptr<ChildProcess>> child =
      ChildProcess::Start({options_.program, "--list_clauses"});
  if (!child.ok()) return child.status();
  const absl::StatusOr<ExitStatus> ended = (*child)->Wait(kPatienceForList);
  if (!ended.ok()) return ended.status();
  const json list = json::parse((*child)->output(), nullptr,
                                /*allow_exceptions=*/false);
  if (!list.is_array()) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s --list_clauses printed no list: %s: %s", options_.program,
        ended->ToString(), LastWords((*child)->errors())));
  }
  std::vector<ContractClause> clauses;
  for (const json& clause : list) {
    clauses.push_back(
        {.name = clause.value("name", ""),
         .sentence = clause.value("sentence", ""),
         .hint = clause.value("hint", ""),
         .needs = clause.value("needs", std::vector<std::string>())});
  }
  return clauses;
}

absl::StatusOr<ContractRun> ContractProgram::Run(
    const std::vector<ContractClause>& clauses,
    const std::string& scratch) const {
  const std::string report = scratch + "/report.json";
  std::vector<std::string> command = {
      options_.program, "--server=" + options_.server,
      "--client=" + options_.client, Filter(clauses),
      "--gtest_output=json:" + report};
  command.insert(command.end(), options_.flags.begin(), options_.flags.end());
  uds_testing::ChildOptions child_options = {.directory = options_.directory};
  // See common/testing/temp_directory.h.
  child_options.environment.push_back("UDS_LABS_SCRATCH=" + scratch);
  const absl::StatusOr<std::unique_ptr<ChildProcess>> started =
      ChildProcess::Start(command, std::move(child_options));
  if (!started.ok()) return started.status();
  ChildProcess& child = **started;

  const auto unfinished = [&](const std::string& reason) {
    return ContractRun{
        FitToBeShown(UnfinishedVerdicts(clauses, child.output(), reason)),
        /*finished=*/false};
  };
  const End end = WaitFor(child, options_.time_limit, options_.cancel_fd);
  if (end == End::kCancelled) return absl::CancelledError("cancelled");
  if (end == End::kTimeLimit) {
    return unfinished(
        absl::StrFormat("the judge did not come to an end within %d s",
                        absl::ToInt64Seconds(options_.time_limit)));
  }
  const absl::StatusOr<ExitStatus> ended = child.Wait(kPatienceForList);
  if (!ended.ok()) return ended.status();
  absl::StatusOr<std::vector<Verdict>> verdicts =
      FromReport(ReadFile(report), clauses);
  if (verdicts.ok()) {
    return ContractRun{FitToBeShown(*std::move(verdicts)), /*finished=*/true};
  }
  return unfinished(absl::StrFormat(
      "%s; the judge ended with %s%s%s",
      std::string(verdicts.status().message()), ended->ToString(),
      child.errors().empty() ? "" : ": ", LastWords(child.errors())));
}

}  // namespace tools
