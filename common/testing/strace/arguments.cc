#include "common/testing/strace/arguments.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/testing/strace/take.h"

namespace uds_testing {
namespace {

constexpr auto kNpos = std::string_view::npos;

absl::Status NotA(std::string_view what, std::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(
      "not ", std::string(what), ": ", absl::CHexEscape(std::string(text))));
}

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  if (first == kNpos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// The index after the string whose opening quote is at `open`.
size_t SkipString(std::string_view text, size_t open) {
  for (size_t i = open + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

size_t SkipComment(std::string_view text, size_t open) {
  const size_t close = text.find("*/", open + 2);
  return close == kNpos ? text.size() : close + 2;
}

bool OneOf(std::string_view set, char c) { return set.find(c) != kNpos; }

template <typename Id>
bool ReadId(std::string_view argument, std::string_view name, Id* id) {
  const std::optional<std::string> text = FieldOf(argument, name);
  if (!text) return false;
  const absl::StatusOr<int64_t> number = ParseInt(*text);
  // strace writes the id that means "none", all bits set, as -1.
  if (!number.ok() || *number < -1 ||
      *number > int64_t{std::numeric_limits<Id>::max()}) {
    return false;
  }
  *id = static_cast<Id>(*number);
  return true;
}

}  // namespace

size_t FindAtTopLevel(std::string_view text, char wanted, size_t from) {
  size_t depth = 0;
  for (size_t i = from; i < text.size();) {
    const char c = text[i];
    if (depth == 0 && c == wanted) return i;
    if (c == '"') {
      i = SkipString(text, i);
    } else if (text.substr(i, 2) == "/*") {
      i = SkipComment(text, i);
    } else {
      if (OneOf("([{", c)) ++depth;
      if (OneOf(")]}", c) && depth > 0) --depth;
      ++i;
    }
  }
  return kNpos;
}

std::vector<std::string> SplitArguments(std::string_view text) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(FindAtTopLevel(text, ',', begin), text.size());
    parts.emplace_back(Trim(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  while (!parts.empty() && parts.back().empty()) parts.pop_back();
  return parts;
}

std::vector<Field> ParseFields(std::string_view argument) {
  const size_t end = FindAtTopLevel(argument, '}', 1);
  if (!argument.starts_with('{') || end == kNpos) return {};
  std::vector<Field> fields;
  for (const std::string& part : SplitArguments(argument.substr(1, end - 1))) {
    const size_t equals = FindAtTopLevel(part, '=');
    if (equals == kNpos) {
      fields.emplace_back("", part);
    } else {
      fields.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    }
  }
  return fields;
}

std::optional<std::string> FieldOf(std::string_view argument,
                                   std::string_view name) {
  for (Field& field : ParseFields(argument)) {
    if (field.first == name) return std::move(field.second);
  }
  return std::nullopt;
}

absl::StatusOr<int64_t> ParseInt(std::string_view text) {
  std::string_view digits = text;
  const bool negative = TakePrefix(digits, "-");
  int base = 10;
  if (TakePrefix(digits, "0x")) {
    base = 16;
  } else if (digits.starts_with('0')) {
    base = 8;
  }
  uint64_t bits = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, bits, base);
  if (error != std::errc() || stop != end) return NotA("a number", text);
  const uint64_t most = negative ? uint64_t{1} << 63 : UINT64_MAX;
  if (bits > most) return NotA("a 64-bit number", text);
  return static_cast<int64_t>(negative ? 0 - bits : bits);
}

absl::StatusOr<Ucred> ParseUcred(std::string_view argument) {
  Ucred ucred;
  if (!ReadId(argument, "pid", &ucred.pid) ||
      !ReadId(argument, "uid", &ucred.uid) ||
      !ReadId(argument, "gid", &ucred.gid)) {
    return NotA("credentials", argument);
  }
  return ucred;
}

}  // namespace uds_testing
