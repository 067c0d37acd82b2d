#include "tests/differential/request_table.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace differential {
namespace {

int HexValue(char digit) {
  if (absl::ascii_isdigit(digit)) return digit - '0';
  return absl::ascii_isxdigit(digit) ? absl::ascii_tolower(digit) - 'a' + 10
                                     : -1;
}

// Takes what follows a backslash off the front.
std::optional<char> TakeEscape(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const char kind = text[0];
  text.remove_prefix(1);
  constexpr std::string_view kNames = "rnt\\";
  constexpr std::string_view kBytes = "\r\n\t\\";
  const size_t index = kNames.find(kind);
  if (index != kNames.npos) return kBytes[index];
  if (kind != 'x' || text.size() < 2) return std::nullopt;
  const int high = HexValue(text[0]);
  const int low = HexValue(text[1]);
  if (high < 0 || low < 0) return std::nullopt;
  text.remove_prefix(2);
  return static_cast<char>(high * 16 + low);
}

std::optional<std::string> Unescaped(std::string_view text);

// "3*ab" of "{3*ab}" becomes "ababab". None where it is no such thing.
std::optional<std::string> Repeated(std::string_view text) {
  const size_t star = text.find('*');
  size_t times = 0;
  if (star == text.npos ||
      !absl::SimpleAtoi(std::string(text.substr(0, star)), &times)) {
    return std::nullopt;
  }
  const std::optional<std::string> piece = Unescaped(text.substr(star + 1));
  if (!piece.has_value()) return std::nullopt;
  std::string repeated;
  for (size_t i = 0; i < times; ++i) repeated += *piece;
  return repeated;
}

// A brace that begins no repetition stands for itself.
std::optional<std::string> Unescaped(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const char first = text[0];
    if (first == '{') {
      const size_t end = text.find('}');
      const auto repeated = Repeated(text.substr(1, end - 1));
      if (end != text.npos && repeated.has_value()) {
        bytes += *repeated;
        text.remove_prefix(end + 1);
        continue;
      }
    }
    text.remove_prefix(1);
    const std::optional<char> byte = first == '\\' ? TakeEscape(text) : first;
    if (!byte.has_value()) return std::nullopt;
    bytes.push_back(*byte);
  }
  return bytes;
}

bool ReadDemand(const std::string& text, RequestRow& row) {
  std::vector<std::string> words = absl::StrSplit(text, ' ');
  if (words[0] == "refuse" || words[0] == "either") {
    row.demand = words[0] == "refuse" ? Demand::kRefuse : Demand::kEither;
    return words.size() == 1;
  }
  if (words[0] != "accept" || words.size() < 2) return false;
  row.demand = Demand::kAccept;
  row.then_refused = words.back() == "refuse";
  if (row.then_refused) words.pop_back();
  for (size_t i = 1; i < words.size(); ++i) {
    row.bodies.emplace_back();
    if (!absl::SimpleAtoi(words[i], &row.bodies.back())) return false;
  }
  return !row.bodies.empty();
}

// Spaces around a bar are not part of the columns, but others are.
std::optional<RequestRow> ReadRow(const std::string& line) {
  const std::vector<std::string> columns = absl::StrSplit(line, " | ");
  if (columns.size() < 4 || columns.size() > 5) return std::nullopt;
  RequestRow row;
  row.name = columns[0];
  row.section = columns[1];
  if (row.name.empty() || row.section.empty()) return std::nullopt;
  if (!ReadDemand(columns[2], row)) return std::nullopt;
  std::optional<std::string> bytes = Unescaped(columns[3]);
  if (!bytes.has_value() || bytes->empty()) return std::nullopt;
  row.bytes = *std::move(bytes);
  if (columns.size() == 5) row.why = columns[4];
  return row;
}

}  // namespace

absl::StatusOr<std::vector<RequestRow>> ParseRequestTable(
    std::string_view text) {
  std::vector<RequestRow> rows;
  std::set<std::string> names;
  std::string last_why;
  size_t number = 0;
  const std::vector<std::string> lines =
      absl::StrSplit(std::string(text), '\n');
  for (const std::string& line : lines) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    std::optional<RequestRow> row = ReadRow(line);
    if (!row.has_value() || !names.insert(row->name).second) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "line %d is no row, or has the name of another: %s", number, line));
    }
    if (row->why == "as above") row->why = last_why;
    if (!row->why.empty()) last_why = row->why;
    rows.push_back(*std::move(row));
  }
  return rows;
}

}  // namespace differential
