// The marks of all submissions, for a spreadsheet, a program and a person.
//
//   const Table table = {.labs = labs, .rows = rows};
//   std::ofstream("grades.csv") << ToCsv(table);
//
// Not for deciding marks: those are in the rows already.
#ifndef TOOLS_GRADE_TABLE_H_
#define TOOLS_GRADE_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

#include "tools/grade/result.h"
#include "tools/grade/submission.h"

namespace tools {

struct Marks {
  int passed = 0;
  int total = 0;
  absl::Duration time = {};

  std::string Seconds() const;  // "12.3"
};

struct Row {
  std::string name;
  std::string path;
  std::vector<LabResult> results;  // one for each lab

  Marks Sum() const;
};

struct Table {
  std::vector<Lab> labs;
  std::vector<Row> rows;
};

// RFC 4180, lines end with CRLF. Passed and total are columns of their own: as
// "12/20" a spreadsheet takes them for a date.
std::string ToCsv(const Table& table);

// Everything, with each submission's report.
std::string ToJson(const Table& table);

// Aligned, names cut, control characters escaped; then the clauses that most
// submissions break first.
std::string ToText(const Table& table);

// One cell: quoted where it must be, and with an apostrophe in front where a
// spreadsheet would take it for a formula.
std::string CsvCell(std::string_view text);

// `text` on one line of at most `width` characters, or as long as it is for 0.
// What is no printable UTF-8 stands as "\x0a".
std::string OneLine(std::string_view text, size_t width);

}  // namespace tools

#endif  // TOOLS_GRADE_TABLE_H_
