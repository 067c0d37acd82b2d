#include "tools/bench/run.h"

#include <sched.h>
#include <sys/utsname.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/testing/second_user.h"
#include "tools/bench/h2load.h"
#include "tools/bench/idle.h"
#include "tools/bench/measure.h"
#include "tools/bench/progress.h"
#include "tools/bench/refusal.h"
#include "tools/bench/running_server.h"

namespace tools {
namespace {

std::string Machine() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  ::sched_getaffinity(0, sizeof(cpus), &cpus);
  utsname name = {};
  ::uname(&name);
  return absl::StrFormat("%d cores, %s %s, %s", CPU_COUNT(&cpus), name.sysname,
                         name.release, name.machine);
}

bool NeedsAServerOfItsOwn(const Work& work) {
  return work.kind == Work::kIdle || work.kind == Work::kRefusal;
}

class Runner {
 public:
  Runner(Plan plan, const RunOptions& options, Progress& progress)
      : plan_(std::move(plan)), options_(options), progress_(progress) {}

  Results Run() {
    results_.machine = Machine();
    results_.rounds = plan_.rounds;
    results_.left_out = plan_.left_out;
    PrepareRefusal();
    PrepareResults();
    for (round_ = 0; round_ < plan_.rounds; ++round_) {
      for (size_t i = 0; i < plan_.visits.size(); ++i) {
        Pay(plan_.visits[(i + round_) % plan_.visits.size()]);
      }
    }
    return std::move(results_);
  }

 private:
  // Without a second user that work is left out.
  void PrepareRefusal() {
    const auto is_refusal = [](const Work& work) {
      return work.kind == Work::kRefusal;
    };
    bool wanted = false;
    for (const Visit& visit : plan_.visits) {
      wanted |= std::any_of(visit.works.begin(), visit.works.end(), is_refusal);
    }
    if (!wanted) return;
    absl::StatusOr<uds_testing::SecondUser> user =
        uds_testing::FindSecondUser();
    if (user.ok()) {
      second_user_ = *std::move(user);
      return;
    }
    results_.left_out.push_back("the allowed client beside refused ones: " +
                                std::string(user.status().message()));
    for (Visit& visit : plan_.visits) {
      std::erase_if(visit.works, is_refusal);
    }
  }

  // In the order of works, and in each of servers.
  void PrepareResults() {
    for (const Work& work : AllWorks()) {
      WorkResult result = {.work = work, .servers = {}};
      for (const Visit& visit : plan_.visits) {
        for (const Work& own : visit.works) {
          if (own.name != work.name) continue;
          result.servers.push_back(
              {.server = visit.program.server,
               .about = visit.program.about,
               .rounds = std::vector<Figures>(plan_.rounds)});
        }
      }
      if (!result.servers.empty()) results_.works.push_back(std::move(result));
    }
  }

  void Pay(const Visit& visit) {
    std::unique_ptr<RunningServer> shared;
    for (const Work& work : visit.works) {
      progress_.Step(absl::StrFormat("round %d of %d: %s, %s", round_ + 1,
                                     plan_.rounds, work.name,
                                     visit.program.server));
      absl::StatusOr<Figures> figures = Measure(visit.program, work, shared);
      if (figures.ok()) {
        *Place(visit.program, work) = *std::move(figures);
      } else {
        NoteFailure(absl::StrCat(work.name, ", ", visit.program.server, ": "),
                    std::string(figures.status().message()));
        // It may be of no further use.
        shared = nullptr;
      }
    }
  }

  absl::StatusOr<Figures> Measure(const ServerProgram& program,
                                  const Work& work,
                                  std::unique_ptr<RunningServer>& shared) {
    std::unique_ptr<RunningServer> own;
    std::unique_ptr<RunningServer>& server =
        NeedsAServerOfItsOwn(work) ? own : shared;
    if (server == nullptr) {
      absl::StatusOr<std::unique_ptr<RunningServer>> started =
          RunningServer::Start(program);
      if (!started.ok()) return started.status();
      server = *std::move(started);
      if (program.compiles_late && &server == &shared) WarmUp(*server, work);
    }
    switch (work.kind) {
      case Work::kLoad:
      case Work::kCycle:
        return MeasureLoad(*server, work, plan_.window);
      case Work::kH2load:
        return MeasureH2load(*server, work, plan_.window);
      case Work::kIdle:
        return MeasureIdle(*server,
                           MakeRoomForConnections(plan_.idle_connections));
      case Work::kRefusal:
        return MeasureRefusal(*server, {.hammer = options_.hammer,
                                        .user = *second_user_,
                                        .time = plan_.refusal_time,
                                        .patience = plan_.refusal_time});
    }
    return Figures{};
  }

  // What becomes of it is seen in what is measured then.
  static void WarmUp(const RunningServer& server, const Work& work) {
    MeasureLoad(server, work,
                {.warm_up = absl::Seconds(1), .time = absl::Milliseconds(1)})
        .IgnoreError();
  }

  // Once for all rounds: of a server in a work, the first.
  void NoteFailure(const std::string& where, const std::string& why) {
    for (const std::string& failure : results_.failures) {
      if (failure.rfind(where, 0) == 0) return;
    }
    results_.failures.push_back(where + why);
  }

  Figures* Place(const ServerProgram& program, const Work& work) {
    for (WorkResult& result : results_.works) {
      if (result.work.name != work.name) continue;
      for (ServerResult& server : result.servers) {
        if (server.server == program.server) return &server.rounds[round_];
      }
    }
    return nullptr;
  }

  Plan plan_;
  const RunOptions options_;
  Progress& progress_;
  std::optional<uds_testing::SecondUser> second_user_;
  int round_ = 0;
  Results results_;
};

size_t CountSteps(const Plan& plan) {
  size_t steps = 0;
  for (const Visit& visit : plan.visits) steps += visit.works.size();
  return steps * plan.rounds;
}

}  // namespace

Results Run(Plan plan, const RunOptions& options) {
  // Before any server starts: they have the limit that we have.
  MakeRoomForConnections(plan.idle_connections);
  Progress progress(CountSteps(plan));
  return Runner(std::move(plan), options, progress).Run();
}

}  // namespace tools
