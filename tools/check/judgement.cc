#include "tools/check/judgement.h"

#include <cstdio>
#include <map>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/testing/temp_directory.h"
#include "tools/check/contract_clause.h"
#include "tools/check/orphans.h"
#include "tools/check/unfinished.h"

namespace tools {
namespace {

using Clauses = std::map<std::string, ContractClause>;

absl::StatusOr<Clauses> ListByName(const ContractProgram& contract) {
  const absl::StatusOr<std::vector<ContractClause>> list = contract.List();
  if (!list.ok()) return list.status();
  Clauses clauses;
  for (const ContractClause& clause : *list) clauses[clause.name] = clause;
  return clauses;
}

// A clause that no step names would never be judged, and one that the contract
// has not got would always hold.
absl::Status Agree(const Exercise& exercise, const Clauses& clauses) {
  std::set<std::string> named;
  for (const Step& step : exercise.steps) {
    for (const std::string& name : step.clauses) {
      named.insert(name);
      if (clauses.count(name) != 0) continue;
      return absl::InvalidArgumentError(absl::StrFormat(
          "step \"%s\": the contract has no clause %s", step.title, name));
    }
  }
  for (const auto& [name, clause] : clauses) {
    if (named.count(name) != 0) continue;
    return absl::InvalidArgumentError(
        absl::StrFormat("no step has the clause %s of the contract", name));
  }
  return absl::OkStatus();
}

// What waits for its author in a later step may have said so while a clause of
// this one was judged: that clause is broken all the same.
void BlameThisStep(size_t number, std::vector<Verdict>& verdicts) {
  for (Verdict& verdict : verdicts) {
    int step;
    if (verdict.kind == Verdict::kNotStarted &&
        std::sscanf(verdict.note.c_str(), "step %d:", &step) == 1 &&
        step > static_cast<int>(number)) {
      verdict.kind = Verdict::kBroken;
      verdict.note.clear();
    }
  }
}

// One judgement, from the first step to the last.
class Judgement {
 public:
  Judgement(const JudgeOptions& options, const Exercise& exercise,
            Clauses clauses, Orphans orphans)
      : options_(options),
        exercise_(exercise),
        contract_(options.contract),
        clauses_(std::move(clauses)),
        orphans_(std::move(orphans)) {}

  absl::StatusOr<StepResult> JudgeStep(size_t number) {
    StepResult result = {.number = number,
                         .state = StepState::kNotJudged,
                         .verdicts = {},
                         .orphans = {}};
    if (stopped_at_ != 0 && !options_.judge_all) {
      result.verdicts = Later(number);
      return result;
    }
    absl::Status judged = Run(result);
    if (!judged.ok()) return judged;
    BlameThisStep(number, result.verdicts);
    result.state = StateOf(result.verdicts);
    for (const Verdict& verdict : result.verdicts) {
      if (verdict.kind != Verdict::kHolds) unproved_.insert(verdict.clause);
    }
    if (result.state != StepState::kPassed && stopped_at_ == 0) {
      stopped_at_ = number;
    }
    return result;
  }

 private:
  const std::vector<std::string>& Names(size_t number) const {
    return exercise_.steps[number - 1].clauses;
  }

  std::vector<Verdict> Later(size_t number) const {
    std::vector<Verdict> verdicts;
    for (const std::string& name : Names(number)) {
      verdicts.push_back(
          VerdictOn(clauses_.at(name), Verdict::kNotJudged,
                    absl::StrFormat("step %d comes first", stopped_at_)));
    }
    return verdicts;
  }

  // What `clause` needs and cannot be shown to hold, as it does not or as it
  // needs what does not; empty if there is none. The contract itself knows only
  // of the clauses that it runs.
  std::string Missing(const ContractClause& clause) const {
    for (const std::string& needed : clause.needs) {
      if (unproved_.count(needed) != 0) return needed;
      const auto found = clauses_.find(needed);
      if (found != clauses_.end() && !Missing(found->second).empty()) {
        return needed;
      }
    }
    return "";
  }

  absl::Status Run(StepResult& result) {
    std::vector<ContractClause> to_run;
    for (const std::string& name : Names(result.number)) {
      const ContractClause& clause = clauses_.at(name);
      if (Missing(clause).empty()) to_run.push_back(clause);
    }
    std::vector<Verdict> judged;
    if (!to_run.empty()) {
      // Removed last: what is still to be ended may write to it.
      const uds_testing::TempDirectory scratch;
      absl::StatusOr<ContractRun> run = contract_.Run(to_run, scratch.path());
      EndOrphans(run.ok() && run->finished, result);
      if (!run.ok()) return run.status();
      judged = std::move(run->verdicts);
      result.finished = run->finished;
    }
    auto next = judged.begin();
    for (const std::string& name : Names(result.number)) {
      const ContractClause& clause = clauses_.at(name);
      const std::string missing = Missing(clause);
      result.verdicts.push_back(
          missing.empty()
              ? *next++
              : VerdictOn(clause, Verdict::kNotJudged, "it needs " + missing));
    }
    return absl::OkStatus();
  }

  // A contract that was killed left what it had started itself: not to be held
  // against the judged program.
  void EndOrphans(bool contract_finished, StepResult& result) {
    std::vector<Orphan> orphans =
        orphans_.End(contract_finished ? options_.grace : absl::ZeroDuration());
    if (contract_finished) result.orphans = std::move(orphans);
  }

  const JudgeOptions& options_;
  const Exercise& exercise_;
  const ContractProgram contract_;
  const Clauses clauses_;
  Orphans orphans_;
  std::set<std::string> unproved_;
  size_t stopped_at_ = 0;
};

}  // namespace

absl::StatusOr<std::vector<StepResult>> Judge(
    const JudgeOptions& options, const Exercise& exercise,
    const std::function<void(const StepResult&)>& on_step) {
  absl::StatusOr<Clauses> clauses =
      ListByName(ContractProgram(options.contract));
  if (!clauses.ok()) return clauses.status();
  if (absl::Status agree = Agree(exercise, *clauses); !agree.ok()) return agree;
  absl::StatusOr<Orphans> orphans = Orphans::Adopt();
  if (!orphans.ok()) return orphans.status();
  Judgement judgement(options, exercise, *std::move(clauses),
                      *std::move(orphans));
  std::vector<StepResult> results;
  for (size_t number = 1; number <= exercise.steps.size(); ++number) {
    absl::StatusOr<StepResult> result = judgement.JudgeStep(number);
    if (!result.ok()) return result.status();
    on_step(*result);
    results.push_back(*std::move(result));
  }
  return results;
}

}  // namespace tools
