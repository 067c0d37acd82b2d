#include "tools/bench/sample_results.h"

#include <string_view>
#include <vector>

namespace tools {
namespace {

Work WorkOf(std::string_view name) {
  for (const Work& work : AllWorks()) {
    if (work.name == name) return work;
  }
  return {};
}

// A load in which the server used so much CPU per request, round by round.
ServerResult Loaded(const std::string& server, const Series& cpu) {
  ServerResult result = {.server = server, .about = "about " + server};
  for (const std::optional<double>& us : cpu) {
    if (!us.has_value()) {
      result.rounds.push_back({});
      continue;
    }
    result.rounds.push_back({.cpu_us = us,
                             .per_second = 1e6 / *us,
                             .p50_us = 70,
                             .p99_us = 1500,
                             .resident_bytes = 2.5 * 1024 * 1024,
                             .client_share = 0.5,
                             .client_part = 0.4});
  }
  return result;
}

ServerResult Idle(const std::string& server, double bytes) {
  return {.server = server,
          .about = "about " + server,
          .rounds = std::vector<Figures>(3, {.resident_bytes = 1e6,
                                             .bytes_per_connection = bytes,
                                             .connections = 18000})};
}

ServerResult Refusal(const std::string& server, double p99_us, double waiting) {
  return {.server = server,
          .about = "about " + server,
          .rounds = std::vector<Figures>(3, {.p99_us = p99_us,
                                             .calm_p99_us = 100,
                                             .refused_per_second = 1000,
                                             .unanswered = waiting})};
}

}  // namespace

Results SampleResults() {
  Results results = {.machine = "2 cores, Linux 6.1.0, x86_64", .rounds = 3};
  results.works = {
      {WorkOf("http-32"),
       {Loaded("floor", {1.0, 1.1, 0.9}), Loaded("ours", {1.5, 1.6, 1.4}),
        Loaded("nginx", {2.1, 2.0, 1.9}), Loaded("go", {6.0, 5.0, 7.0})}},
      {WorkOf("echo-64-32"),
       {Loaded("floor", {1.0, 1.0, 1.0}), Loaded("ours", {1.1, 0.9, 1.05}),
        Loaded("so|cat<", {9.0, {}, 8.0})}},
      {WorkOf("idle"), {Idle("ours", 262), Idle("go", 15000)}},
      {WorkOf("refusal"),
       {Refusal("ours-auth", 120, 0), Refusal("go", 3e6, 1)}},
  };
  results.left_out = {"node is not installed: apt-get install nodejs"};
  return results;
}

}  // namespace tools
