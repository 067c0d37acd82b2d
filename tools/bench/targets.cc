#include "tools/bench/targets.h"

namespace tools {
namespace {

Target Cpu(const std::string& title, const std::string& work,
           const std::string& over, std::optional<double> limit = {}) {
  return {.title = title + ", CPU: ours / " + over,
          .work = work,
          .over = over,
          .limit = limit};
}

// Lab 04, whose purpose that is.
Target Cycle(const std::string& over, std::optional<double> limit = {}) {
  return {.title = "Connect, ask, close, CPU: ours-auth / " + over,
          .work = "cycle",
          .server = "ours-auth",
          .over = over,
          .limit = limit};
}

Target Idle(const std::string& server, const std::string& lab) {
  return {.title = "Memory of an idle connection: " + lab,
          .work = "idle",
          .figure = &Figures::bytes_per_connection,
          .server = server,
          .limit = 1024,
          .unit = "bytes"};
}

Target Refusal(const std::string& server, std::optional<double> limit) {
  return {.title = "Allowed p99, with / without refused: " + server,
          .work = "refusal",
          .figure = &Figures::p99_us,
          .server = server,
          .over = server,
          .over_figure = &Figures::calm_p99_us,
          .limit = limit};
}

Series Divided(const Target& target, const WorkResult& work,
               const ServerResult& server) {
  const Series series = SeriesOf(server, target.figure);
  if (target.over.empty()) return series;
  const ServerResult* const over = work.Find(target.over);
  if (over == nullptr) return {};
  return RatioOf(
      series, SeriesOf(*over, target.over_figure != nullptr ? target.over_figure
                                                            : target.figure));
}

}  // namespace

std::vector<Target> AllTargets() {
  return {
      Cpu("HTTP, 32 connections", "http-32", "floor", 1.25),
      Cpu("HTTP, 32 connections", "http-32", "nginx", 0.75),
      Cpu("HTTP, 32 connections", "http-32", "go", 0.35),
      Cpu("HTTP by h2load, 32", "http-32-h2load", "floor"),
      Cpu("HTTP, 1 connection", "http-1", "floor"),
      Cpu("HTTP, 256 connections", "http-256", "floor"),
      Cpu("Echo, 64 B, 32 connections", "echo-64-32", "floor", 1.15),
      Cpu("Echo, 64 B, 1 connection", "echo-64-1", "floor"),
      Cpu("Echo, 64 KiB, 32 connections", "echo-64k-32", "floor"),
      Cpu("Echo, 64 KiB, 1 connection", "echo-64k-1", "floor"),
      Cycle("floor", 1.2),
      Cpu("Connect, ask, close", "cycle", "floor", 1.2),
      Cycle("floor-epoll"),
      Cycle("nginx"),
      Cycle("go"),
      Idle("ours", "lab 01"),
      Idle("ours-auth", "lab 04"),
      Refusal("ours-auth", 1.5),
      Refusal("ours-log", std::nullopt),
      Refusal("go", std::nullopt),
  };
}

std::vector<TargetResult> Evaluate(const std::vector<Target>& targets,
                                   const Results& results) {
  std::vector<TargetResult> evaluated;
  for (const Target& target : targets) {
    const WorkResult* const work = results.Find(target.work);
    const ServerResult* const server =
        work != nullptr ? work->Find(target.server) : nullptr;
    if (server == nullptr) continue;
    const Spread value = SpreadOf(Divided(target, *work, *server));
    if (value.rounds == 0) continue;
    evaluated.push_back({.target = target, .value = value, .verdict = {}});
    if (target.limit.has_value()) {
      evaluated.back().verdict = Judge(value, *target.limit);
    }
  }
  return evaluated;
}

std::string VerdictName(const std::optional<Verdict>& verdict) {
  if (!verdict.has_value()) return "shown";
  switch (*verdict) {
    case Verdict::kMet:
      return "met";
    case Verdict::kMissed:
      return "missed";
    case Verdict::kWithinSpread:
      return "within the spread";
  }
  return "";
}

}  // namespace tools
