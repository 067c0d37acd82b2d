#include "tools/bench/work_columns.h"

#include "absl/strings/str_format.h"
#include "tools/bench/figure_text.h"
#include "tools/bench/statistics.h"

namespace tools {
namespace {

std::string ShowShare(double share) {
  return absl::StrFormat("%.0f %%", 100 * share);
}

}  // namespace

WorkColumn MainColumnOf(const Work& work) {
  switch (work.kind) {
    case Work::kIdle:
      return {"memory a connection", &Figures::bytes_per_connection, ShowBytes};
    case Work::kRefusal:
      return {"p99 beside refusals", &Figures::p99_us, ShowMicroseconds};
    default:
      return {"CPU per request", &Figures::cpu_us, ShowMicroseconds};
  }
}

std::vector<WorkColumn> ColumnsOf(const Work& work) {
  switch (work.kind) {
    case Work::kIdle:
      return {{"opened", &Figures::connections, ShowCount},
              {"resident", &Figures::resident_bytes, ShowBytes}};
    case Work::kRefusal:
      return {{"without", &Figures::calm_p99_us, ShowMicroseconds},
              {"refused", &Figures::refused_per_second, ShowCount},
              {"waiting", &Figures::unanswered, ShowCount}};
    case Work::kH2load:
      return {{"per s", &Figures::per_second, ShowCount},
              {"resident", &Figures::resident_bytes, ShowBytes}};
    default:
      return {{"per s", &Figures::per_second, ShowCount},
              {"p50", &Figures::p50_us, ShowMicroseconds},
              {"p99", &Figures::p99_us, ShowMicroseconds},
              {"resident", &Figures::resident_bytes, ShowBytes},
              {"client", &Figures::client_share, ShowShare}};
  }
}

std::string MedianText(const ServerResult& server, const WorkColumn& column) {
  const Spread spread = SpreadOf(SeriesOf(server, column.figure));
  return spread.rounds == 0 ? "" : column.show(spread.median);
}

const ServerResult* ReferenceOf(const WorkResult& work) {
  for (const std::string_view name : {"ours", "ours-auth", "untraced"}) {
    const ServerResult* const found = work.Find(name);
    if (found != nullptr) return found;
  }
  return nullptr;
}

}  // namespace tools
