#include "tools/bench/table.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/bench/figure_text.h"
#include "tools/bench/statistics.h"
#include "tools/bench/targets.h"
#include "tools/bench/work_columns.h"
#include "tools/check/paint.h"
#include "tools/check/printable.h"

namespace tools {
namespace {

// A line has 2 for the indent, these, and up to five of the last.
constexpr size_t kNameColumns = 11;
constexpr size_t kMainColumns = 9;
constexpr size_t kRangeColumns = 8;
constexpr size_t kBarColumns = 15;
constexpr size_t kRatioColumns = 8;
constexpr size_t kFigureColumns = 9;

constexpr size_t kTitleColumns = 49;  // of a target
constexpr size_t kScreenColumns = 100;

std::string Left(std::string_view text, size_t columns) {
  const size_t has = Columns(text);
  return std::string(text) +
         std::string(columns > has ? columns - has : 0, ' ');
}

std::string Right(std::string_view text, size_t columns) {
  const size_t has = Columns(text);
  return std::string(columns > has ? columns - has : 0, ' ') +
         std::string(text);
}

std::string Range(const Spread& spread) {
  if (spread.rounds < 2 || spread.median <= 0) return "";
  const double share = (spread.most - spread.least) / 2 / spread.median;
  return share < 9.995 ? absl::StrFormat("± %.0f %%", 100 * share) : "±>999 %";
}

std::string Row(const WorkResult& work, const ServerResult& server,
                double longest) {
  const WorkColumn main = MainColumnOf(work.work);
  const Series series = SeriesOf(server, main.figure);
  const Spread spread = SpreadOf(series);
  std::string row = "  " + Left(server.server, kNameColumns);
  if (spread.rounds == 0) return row + "  could not be measured\n";
  const bool is_ours = std::string_view(server.server).substr(0, 4) == "ours";
  row += Right(main.show(spread.median), kMainColumns) +
         Right(Range(spread), kRangeColumns) + " ";
  row += Paint(is_ours ? Colour::kGreen : Colour::kBold,
               Left(Bar(longest > 0 ? spread.median / longest : 0, kBarColumns),
                    kBarColumns));
  const ServerResult* const reference = ReferenceOf(work);
  row += Right(reference == nullptr
                   ? ""
                   : ShowDifference(series, SeriesOf(*reference, main.figure)),
               kRatioColumns);
  for (const WorkColumn& column : ColumnsOf(work.work)) {
    row += Right(MedianText(server, column), kFigureColumns);
  }
  return row + "\n";
}

std::string Heading(const WorkResult& work) {
  std::string line =
      "  " + Left("", kNameColumns) + "  " +
      Left(MainColumnOf(work.work).title,
           kMainColumns + kRangeColumns + 1 + kBarColumns - 2) +
      Right(ReferenceOf(work) == nullptr ? "" : "ratio", kRatioColumns);
  for (const WorkColumn& column : ColumnsOf(work.work)) {
    line += Right(column.title, kFigureColumns);
  }
  return Paint(Colour::kBold, work.work.title) + "\n" +
         Paint(Colour::kDim, line) + "\n";
}

std::string ShowWork(const WorkResult& work) {
  double longest = 0;
  for (const ServerResult& server : work.servers) {
    const Series series = SeriesOf(server, MainColumnOf(work.work).figure);
    longest = std::max(longest, SpreadOf(series).median);
  }
  std::string text = Heading(work);
  for (const ServerResult& server : work.servers) {
    text += Row(work, server, longest);
  }
  return text + "\n";
}

std::string ShowVerdict(const std::optional<Verdict>& verdict) {
  const std::string name = Left(VerdictName(verdict), 17);
  if (!verdict.has_value()) return "  " + Paint(Colour::kDim, "· " + name);
  switch (*verdict) {
    case Verdict::kMet:
      return "  " + Paint(Colour::kGreen, "✔ " + name);
    case Verdict::kMissed:
      return "  " + Paint(Colour::kRed, "✘ " + name);
    case Verdict::kWithinSpread:
      return "  " + Paint(Colour::kYellow, "? " + name);
  }
  return "";
}

std::string ShowTargets(const Results& results) {
  const std::vector<TargetResult> targets = Evaluate(AllTargets(), results);
  if (targets.empty()) return "";
  std::string text = Paint(Colour::kBold, "Targets") + "\n";
  for (const TargetResult& target : targets) {
    absl::StrAppend(&text, ShowVerdict(target.verdict), " ",
                    Left(target.target.title, kTitleColumns), " ",
                    ShowTarget(target));
    if (target.target.limit.has_value()) {
      absl::StrAppend(&text, absl::StrFormat(" ≤ %g", *target.target.limit));
    }
    text += "\n";
  }
  return text + "\n";
}

std::string ShowList(std::string_view title,
                     const std::vector<std::string>& items) {
  if (items.empty()) return "";
  std::string text = Paint(Colour::kBold, title) + "\n";
  for (const std::string& item : items) {
    for (const std::string& line : Wrapped(item, kScreenColumns - 2, 2)) {
      absl::StrAppend(&text, "  ", line, "\n");
    }
  }
  return text + "\n";
}

std::string Servers(const Results& results) {
  std::vector<std::string> lines;
  for (const WorkResult& work : results.works) {
    for (const ServerResult& server : work.servers) {
      const std::string line =
          Left(server.server, kNameColumns) + " " + server.about;
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) {
        lines.push_back(line);
      }
    }
  }
  return ShowList("Servers", lines);
}

}  // namespace

std::string Bar(double share, size_t columns) {
  static constexpr std::string_view kEighths[] = {"",  "▏", "▎", "▍",
                                                  "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<size_t>(std::llround(
      std::clamp(share, 0.0, 1.0) * 8 * static_cast<double>(columns)));
  std::string bar;
  for (size_t i = 0; i < eighths / 8; ++i) bar += "█";
  return bar + std::string(kEighths[eighths % 8]);
}

std::string Table(const Results& results) {
  std::string text = absl::StrFormat(
      "%s\nMedians of %d rounds, ± half of what lies between the least and the "
      "most.\n\n",
      results.machine, results.rounds);
  for (const WorkResult& work : results.works) text += ShowWork(work);
  text += ShowTargets(results);
  text += Servers(results);
  text += ShowList("Left out", results.left_out);
  text += ShowList("Could not be measured", results.failures);
  text += Paint(Colour::kDim,
                "ratio: to ours, or to what is not traced; ≈ is within the "
                "spread: the rounds do not agree.\n"
                "client: its CPU time, of the window.") +
          "\n";
  return text;
}

}  // namespace tools
