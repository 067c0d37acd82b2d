// What a run of the benchmark has found, as data: of each work, of each server,
// of each round.
//
//   for (const WorkResult& work : results.works)
//     for (const ServerResult& server : work.servers)
//       SpreadOf(SeriesOf(server, &Figures::cpu_us)).median;
//
// Not for what is made of it: see targets.h and the reports.
#ifndef TOOLS_BENCH_RESULTS_H_
#define TOOLS_BENCH_RESULTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bench/statistics.h"
#include "tools/bench/works.h"

namespace tools {

// Of one server under one work in one round. What a work does not measure, or
// what could not be, is none.
struct Figures {
  std::optional<double> cpu_us = {};  // of the server, per request
  std::optional<double> per_second = {};
  std::optional<double> p50_us = {};
  std::optional<double> p99_us = {};
  std::optional<double> resident_bytes = {};
  std::optional<double> client_share = {};  // its CPU time, of the window
  std::optional<double> client_part = {};   // and of all CPU time that was used

  // Of kIdle: anonymous memory of the server, and how many there were.
  std::optional<double> bytes_per_connection = {};
  std::optional<double> connections = {};

  // Of kRefusal, where p99_us is of the time with refusals: that without, how
  // many were refused in a second, and how many requests of the allowed client
  // had no answer when the time was over.
  std::optional<double> calm_p99_us = {};
  std::optional<double> refused_per_second = {};
  std::optional<double> unanswered = {};
};
using Figure = std::optional<double> Figures::*;

struct ServerResult {
  std::string server;
  std::string about;
  std::vector<Figures> rounds = {};
};

struct WorkResult {
  Work work;
  std::vector<ServerResult> servers;

  // None if it has no such server.
  const ServerResult* Find(std::string_view server) const;
};

struct Results {
  std::string machine;  // "2 cores, Linux 6.1.0"
  int rounds = 0;
  std::vector<WorkResult> works = {};
  std::vector<std::string> left_out = {};  // each with the reason
  std::vector<std::string> failures = {};  // what should have been measured

  // None if it was not done.
  const WorkResult* Find(std::string_view work) const;
};

// The figure, round by round.
Series SeriesOf(const ServerResult& result, Figure figure);

}  // namespace tools

#endif  // TOOLS_BENCH_RESULTS_H_
