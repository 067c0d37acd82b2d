#include "tools/bench/markdown.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tools/bench/figure_text.h"
#include "tools/bench/statistics.h"
#include "tools/bench/targets.h"
#include "tools/bench/work_columns.h"

namespace tools {
namespace {

std::string Line(const std::vector<std::string>& cells) {
  std::vector<std::string> escaped;
  for (const std::string& cell : cells) {
    escaped.push_back(absl::StrReplaceAll(cell, {{"|", "\\|"}, {"\n", " "}}));
  }
  return absl::StrCat("| ", absl::StrJoin(escaped, " | "), " |\n");
}

// A table whose first column is of words and whose others are of figures.
std::string Begin(const std::vector<std::string>& titles) {
  std::vector<std::string> rule(titles.size(), "---:");
  rule.front() = "---";
  return absl::StrCat(Line(titles), "|", absl::StrJoin(rule, "|"), "|\n");
}

std::string ShowSpread(const WorkColumn& main, const Spread& spread) {
  if (spread.rounds < 2) return main.show(spread.median);
  return absl::StrFormat("%s (%s to %s)", main.show(spread.median),
                         main.show(spread.least), main.show(spread.most));
}

std::string ShowWork(const WorkResult& work) {
  const WorkColumn main = MainColumnOf(work.work);
  const ServerResult* const reference = ReferenceOf(work);
  std::vector<std::string> titles = {"Server", std::string(main.title)};
  if (reference != nullptr) titles.push_back("ratio to " + reference->server);
  for (const WorkColumn& column : ColumnsOf(work.work)) {
    titles.push_back(std::string(column.title));
  }
  std::string text =
      absl::StrCat("**", work.work.title, "**\n\n", Begin(titles));
  for (const ServerResult& server : work.servers) {
    const Series series = SeriesOf(server, main.figure);
    const Spread spread = SpreadOf(series);
    if (spread.rounds == 0) continue;
    std::vector<std::string> cells = {server.server, ShowSpread(main, spread)};
    if (reference != nullptr) {
      cells.push_back(
          ShowDifference(series, SeriesOf(*reference, main.figure)));
    }
    for (const WorkColumn& column : ColumnsOf(work.work)) {
      cells.push_back(MedianText(server, column));
    }
    text += Line(cells);
  }
  return text + "\n";
}

std::string ShowTargets(const Results& results) {
  std::string text = Begin({"Target", "Measured", "At most", "Verdict"});
  for (const TargetResult& target : Evaluate(AllTargets(), results)) {
    const bool limited = target.target.limit.has_value();
    text += Line({target.target.title, ShowTarget(target),
                  limited ? absl::StrCat(*target.target.limit) : "",
                  VerdictName(target.verdict)});
  }
  return text + "\n";
}

}  // namespace

std::string Markdown(const Results& results) {
  std::string text = absl::StrFormat(
      "%s; medians of %d rounds, with the least and the most. ≈: within the "
      "spread, the rounds do not agree which is more.\n\n",
      results.machine, results.rounds);
  text += ShowTargets(results);
  for (const WorkResult& work : results.works) text += ShowWork(work);
  return text;
}

}  // namespace tools
