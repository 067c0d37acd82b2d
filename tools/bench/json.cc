#include "tools/bench/json.h"

#include <optional>
#include <utility>

#include "nlohmann/json.hpp"
#include "tools/bench/statistics.h"
#include "tools/bench/targets.h"

namespace tools {
namespace {

using Object = ::nlohmann::ordered_json;

constexpr std::pair<const char*, Figure> kFigures[] = {
    {"cpu_us", &Figures::cpu_us},
    {"per_second", &Figures::per_second},
    {"p50_us", &Figures::p50_us},
    {"p99_us", &Figures::p99_us},
    {"resident_bytes", &Figures::resident_bytes},
    {"client_share", &Figures::client_share},
    {"client_part", &Figures::client_part},
    {"bytes_per_connection", &Figures::bytes_per_connection},
    {"connections", &Figures::connections},
    {"calm_p99_us", &Figures::calm_p99_us},
    {"refused_per_second", &Figures::refused_per_second},
    {"unanswered", &Figures::unanswered},
};

Object ToJson(const Spread& spread) {
  return {{"median", spread.median},
          {"least", spread.least},
          {"most", spread.most}};
}

Object ToJson(const ServerResult& server) {
  Object figures = Object::object();
  for (const auto& [name, figure] : kFigures) {
    const Series series = SeriesOf(server, figure);
    const Spread spread = SpreadOf(series);
    if (spread.rounds == 0) continue;
    figures[name] = ToJson(spread);
    Object& rounds = figures[name]["rounds"] = Object::array();
    for (const std::optional<double>& value : series) {
      rounds.push_back(value.has_value() ? Object(*value) : Object(nullptr));
    }
  }
  return {{"server", server.server},
          {"about", server.about},
          {"figures", std::move(figures)}};
}

Object ToJson(const WorkResult& work) {
  Object servers = Object::array();
  for (const ServerResult& server : work.servers) {
    servers.push_back(ToJson(server));
  }
  return {{"name", work.work.name},
          {"title", work.work.title},
          {"servers", std::move(servers)}};
}

Object ToJson(const TargetResult& target) {
  Object object = ToJson(target.value);
  object["title"] = target.target.title;
  if (target.target.limit.has_value()) object["limit"] = *target.target.limit;
  object["verdict"] = VerdictName(target.verdict);
  return object;
}

}  // namespace

std::string Json(const Results& results) {
  Object works = Object::array();
  for (const WorkResult& work : results.works) works.push_back(ToJson(work));
  Object targets = Object::array();
  for (const TargetResult& target : Evaluate(AllTargets(), results)) {
    targets.push_back(ToJson(target));
  }
  const Object object = {
      {"machine", results.machine},   {"rounds", results.rounds},
      {"works", std::move(works)},    {"targets", std::move(targets)},
      {"left_out", results.left_out}, {"failures", results.failures}};
  return object.dump(/*indent=*/1) + "\n";
}

}  // namespace tools
