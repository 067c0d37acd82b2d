#include "tools/bench/plan.h"

#include <algorithm>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/interop/others.h"

namespace tools {
namespace {

bool Has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// What --only names, told apart. Where it names no server, all are meant, and
// so for works.
class Choice {
 public:
  static absl::StatusOr<Choice> Make(
      const std::vector<std::string>& only,
      const std::vector<ServerProgram>& servers) {
    std::set<std::string> server_names;
    std::set<std::string> work_names;
    for (const ServerProgram& program : servers) {
      server_names.insert(program.server);
    }
    for (const Work& work : AllWorks()) {
      work_names.insert({work.name, work.group});
    }
    Choice choice;
    for (const std::string& word : only) {
      if (server_names.count(word) > 0) {
        choice.servers_.push_back(word);
      } else if (work_names.count(word) > 0) {
        choice.works_.push_back(word);
      } else {
        return absl::InvalidArgumentError(
            absl::StrCat("--only: there is no server or work \"", word,
                         "\"; servers: ", absl::StrJoin(server_names, ", "),
                         "; works: ", absl::StrJoin(work_names, ", ")));
      }
    }
    return choice;
  }

  bool Means(const ServerProgram& program) const {
    return servers_.empty() || Has(servers_, program.server);
  }
  bool Means(const Work& work) const {
    return works_.empty() || Has(works_, work.name) || Has(works_, work.group);
  }

 private:
  std::vector<std::string> servers_;
  std::vector<std::string> works_;
};

// Of those that are not missing.
std::vector<Work> WorksOf(const ServerProgram& program, const Choice& choice,
                          bool quick) {
  std::vector<Work> works;
  for (const Work& work : AllWorks()) {
    if (!Has(program.groups, work.group) || !choice.Means(work)) continue;
    if (work.kind == Work::kH2load) {
      if (!interop::WhyMissing("h2load", "").empty()) continue;
      if (quick && work.connections != 32) continue;
    }
    works.push_back(work);
  }
  return works;
}

void NoteMissing(const std::string& what, std::vector<std::string>& left_out) {
  if (!what.empty() && !Has(left_out, what)) left_out.push_back(what);
}

Plan Sized(const PlanOptions& options) {
  Plan plan;
  plan.rounds = options.rounds > 0 ? options.rounds : options.quick ? 3 : 5;
  plan.window = options.quick
                    ? Window{absl::Milliseconds(20), absl::Milliseconds(60)}
                    : Window{absl::Milliseconds(150), absl::Milliseconds(500)};
  plan.idle_connections = options.quick ? 2000 : 18'000;
  plan.refusal_time =
      options.quick ? absl::Milliseconds(300) : absl::Seconds(3);
  return plan;
}

}  // namespace

absl::StatusOr<Plan> MakePlan(const PlanOptions& options,
                              const std::vector<ServerProgram>& servers) {
  const absl::StatusOr<Choice> choice = Choice::Make(options.only, servers);
  if (!choice.ok()) return choice.status();
  Plan plan = Sized(options);
  NoteMissing(interop::WhyMissing("h2load", "nghttp2-client"), plan.left_out);
  for (const ServerProgram& program : servers) {
    if (!choice->Means(program)) continue;
    const std::vector<Work> works = WorksOf(program, *choice, options.quick);
    if (works.empty()) continue;
    if (program.missing.empty()) {
      plan.visits.push_back({.program = program, .works = works});
    } else {
      NoteMissing(program.missing, plan.left_out);
    }
  }
  if (!plan.visits.empty()) return plan;
  return absl::FailedPreconditionError(
      plan.left_out.empty() ? "no server does any of these works"
                            : absl::StrCat("nothing is left to measure: ",
                                           absl::StrJoin(plan.left_out, "; ")));
}

}  // namespace tools
