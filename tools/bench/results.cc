#include "tools/bench/results.h"

namespace tools {

const ServerResult* WorkResult::Find(std::string_view server) const {
  for (const ServerResult& result : servers) {
    if (result.server == server) return &result;
  }
  return nullptr;
}

const WorkResult* Results::Find(std::string_view work) const {
  for (const WorkResult& result : works) {
    if (result.work.name == work) return &result;
  }
  return nullptr;
}

Series SeriesOf(const ServerResult& result, Figure figure) {
  Series series;
  for (const Figures& figures : result.rounds) {
    series.push_back(figures.*figure);
  }
  return series;
}

}  // namespace tools
