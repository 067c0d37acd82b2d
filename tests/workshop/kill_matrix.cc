#include "tests/workshop/kill_matrix.h"

#include <algorithm>
#include <filesystem>

#include "absl/status/status.h"
#include "common/testing/child_process.h"

namespace workshop {
namespace {

absl::StatusOr<std::string> OutputOf(const std::string& program,
                                     const std::string& flag) {
  const auto child = uds_testing::ChildProcess::Start({program, flag});
  if (!child.ok()) return child.status();
  const auto ended = (*child)->Wait(absl::Seconds(30));
  if (!ended.ok()) return ended.status();
  if (ended->success()) return (*child)->output();
  return absl::FailedPreconditionError(program + ": " + ended->ToString() +
                                       ": " + (*child)->errors());
}

}  // namespace

absl::StatusOr<std::vector<LabMatrix>> AskLabs(const std::string& labs) {
  std::vector<LabMatrix> matrix;
  for (const auto& entry : std::filesystem::directory_iterator(labs)) {
    const std::string folder = entry.path().string();
    if (!std::filesystem::exists(folder + "/contract_test")) continue;
    const auto clauses = OutputOf(folder + "/contract_test", "--list_clauses");
    if (!clauses.ok()) return clauses.status();
    const auto mistakes = OutputOf(folder + "/mistakes", "--list_mistakes");
    if (!mistakes.ok()) return mistakes.status();
    auto lab = ParseLab(entry.path().filename().string(), *clauses, *mistakes);
    if (!lab.ok()) return lab.status();
    matrix.push_back(*std::move(lab));
  }
  std::sort(
      matrix.begin(), matrix.end(),
      [](const LabMatrix& a, const LabMatrix& b) { return a.lab < b.lab; });
  return matrix;
}

}  // namespace workshop
