#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tools/check/printable.h"
#include "tools/grade/table.h"

namespace tools {
namespace {

using nlohmann::json;

constexpr size_t kNameWidth = 24;
constexpr size_t kMostStuck = 10;

// A cell of what is printed: "20/20", "7/20 step 2 of 5", "timed out".
std::string Cell(const LabResult& result) {
  const std::string count =
      absl::StrFormat("%d/%d", result.passed, result.total);
  if (result.state == LabResult::kPassed) return count;
  if (result.state == LabResult::kAtStep) {
    return count + " " + StateText(result);
  }
  return StateText(result);
}

using Line = std::vector<std::string>;

// Columns as wide as their widest cell; `right` of them, the last, aligned to
// the right.
std::string Aligned(const std::vector<Line>& lines, size_t right) {
  std::string text;
  for (const Line& line : lines) {
    std::string row;
    for (size_t i = 0; i < line.size(); ++i) {
      size_t width = 0;
      for (const Line& other : lines)
        width = std::max(width, Columns(other[i]));
      const std::string space(width - Columns(line[i]), ' ');
      const bool at_right = i + right >= line.size();
      row +=
          (i == 0 ? "" : "  ") + (at_right ? space + line[i] : line[i] + space);
    }
    text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

// What many break first, an instructor explains to all.
std::string StuckAt(const Table& table) {
  std::map<std::pair<std::string, std::string>, int> counts;
  for (const Row& row : table.rows) {
    for (size_t i = 0; i < row.results.size(); ++i) {
      const json& clause = row.results[i].first_broken;
      if (!clause.is_object()) continue;
      ++counts[{table.labs[i].name,
                OneLine(clause.value("name", ""), 2 * kNameWidth)}];
    }
  }
  std::vector<std::pair<std::pair<std::string, std::string>, int>> sorted(
      counts.begin(), counts.end());
  std::stable_sort(
      sorted.begin(), sorted.end(),
      [](const auto& a, const auto& b) { return a.second > b.second; });
  sorted.resize(std::min(sorted.size(), kMostStuck));
  std::vector<Line> lines;
  for (const auto& [where, count] : sorted) {
    lines.push_back({"  " + where.first, where.second, std::to_string(count)});
  }
  return lines.empty() ? ""
                       : "\nStuck at (the first clause that does not hold):\n" +
                             Aligned(lines, 1);
}

}  // namespace

std::string Marks::Seconds() const {
  return absl::StrFormat("%.1f", absl::ToDoubleSeconds(time));
}

Marks Row::Sum() const {
  Marks sum;
  for (const LabResult& result : results) {
    sum.passed += result.passed;
    sum.total += result.total;
    sum.time += result.time;
  }
  return sum;
}

std::string OneLine(std::string_view text, size_t width) {
  const std::string line =
      absl::StrReplaceAll(Printable(text), {{"\n", "\\x0a"}});
  if (width == 0 || Columns(line) <= width) return line;
  // What tells one path from another is its end.
  const bool at_front = line[0] == '/';
  std::vector<std::string> characters;
  for (const char byte : line) {
    if ((byte & 0xC0) != 0x80) characters.emplace_back();
    characters.back() += byte;
  }
  const auto begin =
      at_front ? characters.end() - (width - 3) : characters.begin();
  const std::string cut = absl::StrJoin(begin, begin + (width - 3), "");
  return at_front ? "..." + cut : cut + "...";
}

std::string ToText(const Table& table) {
  Line head = {"Submission"};
  for (const Lab& lab : table.labs) head.push_back(lab.name);
  head.insert(head.end(), {"Sum", "Seconds"});
  std::vector<Line> lines = {head};
  for (const Row& row : table.rows) {
    Line line = {OneLine(row.name, kNameWidth)};
    for (const LabResult& result : row.results) line.push_back(Cell(result));
    const Marks sum = row.Sum();
    line.push_back(absl::StrFormat("%d/%d", sum.passed, sum.total));
    line.push_back(sum.Seconds());
    lines.push_back(std::move(line));
  }
  return Aligned(lines, 2) + StuckAt(table);
}

}  // namespace tools
