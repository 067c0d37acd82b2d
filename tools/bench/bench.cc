// ./lab bench, first stage: a plain table.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/time/time.h"
#include "common/testing/guard.h"
#include "tools/bench/measure.h"
#include "tools/bench/results.h"
#include "tools/bench/running_server.h"
#include "tools/bench/servers.h"
#include "tools/bench/statistics.h"
#include "tools/bench/works.h"

ABSL_FLAG(std::string, bin, ".", "where the labs lie built");
ABSL_FLAG(std::string, files, ".", "the root of the project");
ABSL_FLAG(std::string, go_programs, "", "where the Go programs lie built");
ABSL_FLAG(std::vector<std::string>, only, {}, "servers and works");
ABSL_FLAG(int, rounds, 5, "rounds");
ABSL_FLAG(absl::Duration, window, absl::Milliseconds(500), "window");

namespace {
bool Has(const std::vector<std::string>& list, const std::string& s) {
  return std::find(list.begin(), list.end(), s) != list.end();
}
}  // namespace

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  uds_testing::StartGuard();
  rlimit limit;
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  const auto programs =
      tools::AllServers({absl::GetFlag(FLAGS_bin), absl::GetFlag(FLAGS_files),
                         absl::GetFlag(FLAGS_go_programs)});
  const auto only = absl::GetFlag(FLAGS_only);
  bool names_server = false, names_work = false;
  for (auto& p : programs) names_server |= Has(only, p.server);
  for (auto& w : tools::AllWorks())
    names_work |= Has(only, w.name) || Has(only, w.group);
  tools::Results results;
  for (auto& w : tools::AllWorks()) {
    if (names_work && !Has(only, w.name) && !Has(only, w.group)) continue;
    results.works.push_back({w, {}});
  }
  for (int round = 0; round < absl::GetFlag(FLAGS_rounds); ++round) {
    for (size_t i = 0; i < programs.size(); ++i) {
      const auto& p = programs[(i + round) % programs.size()];
      if (!p.missing.empty()) {
        if (round == 0) std::printf("left out: %s\n", p.missing.c_str());
        continue;
      }
      if (names_server && !Has(only, p.server)) continue;
      bool any = false;
      for (auto& w : results.works) any |= Has(p.groups, w.work.group);
      if (!any) continue;
      auto server = tools::RunningServer::Start(p);
      if (!server.ok()) {
        std::printf("%s\n", server.status().ToString().c_str());
        continue;
      }
      for (auto& w : results.works) {
        if (!Has(p.groups, w.work.group)) continue;
        auto figures = tools::MeasureLoad(
            **server, w.work,
            {absl::Milliseconds(100), absl::GetFlag(FLAGS_window)});
        if (!figures.ok()) {
          std::printf("%s %s: %s\n", p.server.c_str(), w.work.name.c_str(),
                      figures.status().ToString().c_str());
          continue;
        }
        auto found =
            std::find_if(w.servers.begin(), w.servers.end(),
                         [&](auto& s) { return s.server == p.server; });
        if (found == w.servers.end()) {
          w.servers.push_back({p.server, p.about, {}});
          found = w.servers.end() - 1;
        }
        found->rounds.push_back(*figures);
      }
    }
  }
  for (auto& w : results.works) {
    std::printf("\n%s\n%-12s %22s %8s %9s %8s %8s %8s %6s %22s\n",
                w.work.title.c_str(), "server", "cpu us/request", "", "req/s",
                "p50 us", "p99 us", "RSS KiB", "client", "cpu / floor");
    const auto* floor = w.Find("floor");
    for (auto& s : w.servers) {
      auto cpu = tools::SpreadOf(tools::Values(s, &tools::Figures::cpu_us));
      auto M = [&](tools::Figure f) {
        return tools::SpreadOf(tools::Values(s, f)).median;
      };
      tools::Spread ratio;
      if (floor)
        ratio = tools::RatioOf(tools::Values(s, &tools::Figures::cpu_us),
                               tools::Values(*floor, &tools::Figures::cpu_us));
      std::printf(
          "%-12s %8.2f (%.2f..%.2f) %9.0f %8.1f %8.1f %8.0f %5.0f%% %6.2f "
          "(%.2f..%.2f)\n",
          s.server.c_str(), cpu.median, cpu.least, cpu.most,
          M(&tools::Figures::per_second), M(&tools::Figures::p50_us),
          M(&tools::Figures::p99_us), M(&tools::Figures::resident_kib),
          100 * M(&tools::Figures::client_share), ratio.median, ratio.least,
          ratio.most);
    }
  }
}
