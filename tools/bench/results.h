// What a run of the benchmark has found, as data: of each work, of each server,
// of each round.
//
//   for (const WorkResult& work : results.works)
//     for (const ServerResult& server : work.servers)
//       SpreadOf(Values(server, &Figures::cpu_us)).median;
//
// Not for what is made of it: see targets.h and the reports.
#ifndef TOOLS_BENCH_RESULTS_H_
#define TOOLS_BENCH_RESULTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bench/works.h"

namespace tools {

// Of one window, or one server full of idle connections. What a work does not
// measure is none.
struct Figures {
  std::optional<double> cpu_us;  // of the server, per request
  std::optional<double> per_second;
  std::optional<double> p50_us;
  std::optional<double> p99_us;
  std::optional<double> resident_kib;
  std::optional<double> client_share;  // its CPU time, of the window's length
  std::optional<double> client_part;   // and of all CPU time that was used
  std::optional<double> bytes_per_connection;  // anonymous memory
  std::optional<double> p99_calm_us;           // without the refused
};
using Figure = std::optional<double> Figures::*;

struct ServerResult {
  std::string server;
  std::string about;
  std::vector<Figures> rounds;
};

struct WorkResult {
  Work work;
  std::vector<ServerResult> servers;

  // None if it has no such server.
  const ServerResult* Find(std::string_view server) const;
};

struct Results {
  int rounds = 0;
  int cores = 0;
  std::vector<WorkResult> works;
  std::vector<std::string> left_out;  // with the reason, each
  std::vector<std::string> failures;  // what should have been measured

  const WorkResult* Find(std::string_view work) const;
};

// One value for each round that has the figure.
std::vector<double> Values(const ServerResult& result, Figure figure);

}  // namespace tools

#endif  // TOOLS_BENCH_RESULTS_H_
