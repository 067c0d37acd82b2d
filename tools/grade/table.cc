#include "tools/grade/table.h"

#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace tools {
namespace {

using nlohmann::json;

std::string CsvLine(const std::vector<std::string>& cells) {
  return absl::StrJoin(cells, ",",
                       [](std::string* out, const std::string& cell) {
                         out->append(CsvCell(cell));
                       }) +
         "\r\n";
}

json ToJson(const LabResult& result, const Lab& lab) {
  return {{"lab", lab.name},
          {"state", StateText(result)},
          {"passed", result.passed},
          {"total", result.total},
          {"step", result.step},
          {"steps", result.steps},
          {"seconds", absl::ToDoubleSeconds(result.time)},
          {"file", result.file},
          {"note", result.note},
          {"compiler_errors", result.errors},
          {"first_broken", result.first_broken},
          {"report", result.report}};
}

}  // namespace

std::string CsvCell(std::string_view text) {
  std::string cell(text);
  if (!cell.empty() &&
      std::string_view("=+-@\t\r\n").find(cell[0]) != std::string_view::npos) {
    cell.insert(0, "'");
  }
  if (cell.find_first_of(",\"\r\n") == cell.npos) return cell;
  return "\"" + absl::StrReplaceAll(cell, {{"\"", "\"\""}}) + "\"";
}

std::string ToCsv(const Table& table) {
  std::vector<std::string> head = {"submission"};
  for (const Lab& lab : table.labs) {
    for (const char* const what : {" passed", " total", " state"}) {
      head.push_back(lab.name + what);
    }
  }
  head.insert(head.end(), {"passed", "total", "seconds"});
  std::string csv = CsvLine(head);
  for (const Row& row : table.rows) {
    std::vector<std::string> cells = {row.name};
    for (const LabResult& result : row.results) {
      cells.insert(cells.end(),
                   {std::to_string(result.passed), std::to_string(result.total),
                    StateText(result)});
    }
    const Marks sum = row.Sum();
    cells.insert(cells.end(), {std::to_string(sum.passed),
                               std::to_string(sum.total), sum.Seconds()});
    csv += CsvLine(cells);
  }
  return csv;
}

std::string ToJson(const Table& table) {
  json submissions = json::array();
  for (const Row& row : table.rows) {
    const Marks sum = row.Sum();
    json labs = json::array();
    for (size_t i = 0; i < row.results.size(); ++i) {
      labs.push_back(ToJson(row.results[i], table.labs[i]));
    }
    submissions.push_back({{"name", row.name},
                           {"path", row.path},
                           {"passed", sum.passed},
                           {"total", sum.total},
                           {"seconds", absl::ToDoubleSeconds(sum.time)},
                           {"labs", std::move(labs)}});
  }
  // A name need not be UTF-8, as JSON must.
  return json{{"submissions", submissions}}.dump(
             2, ' ', /*ensure_ascii=*/false, json::error_handler_t::replace) +
         "\n";
}

}  // namespace tools
