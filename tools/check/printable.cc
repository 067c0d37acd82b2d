#include "tools/check/printable.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace tools {
namespace {

constexpr size_t kLongestLine = 1000;

bool Continues(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// How many bytes the character that begins `text` has, 0 if it is none: RFC
// 3629, where what comes after the first byte of some may not be anything.
size_t CharacterSize(std::string_view text) {
  const unsigned char first = text[0];
  if (first < 0x80) return 1;
  const size_t size = first < 0xC2   ? 0
                      : first < 0xE0 ? 2
                      : first < 0xF0 ? 3
                      : first < 0xF5 ? 4
                                     : 0;
  if (size == 0 || text.size() < size) return 0;
  for (size_t i = 1; i < size; ++i) {
    if (!Continues(text[i])) return 0;
  }
  const unsigned char second = text[1];
  const bool overlong =
      (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool outside =
      (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  return overlong || outside ? 0 : size;
}

// C1 controls, of which a terminal may take U+009B for the start of a sequence.
bool IsControl(std::string_view character) {
  const unsigned char first = character[0];
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

void AppendEscaped(std::string_view bytes, std::string_view escape,
                   std::string& out) {
  for (const unsigned char byte : bytes) {
    out += escape;
    absl::StrAppendFormat(&out, "%02x", byte);
  }
}

// The greatest cut at or before `at` that does not part a character.
size_t CutBefore(std::string_view text, size_t at) {
  while (at > 0 && at < text.size() && Continues(text[at])) --at;
  return at;
}

std::string ShortLine(std::string_view line) {
  if (line.size() <= kLongestLine) return std::string(line);
  const size_t cut = CutBefore(line, kLongestLine - 50);
  return absl::StrFormat("%s [... %d bytes more]",
                         std::string(line.substr(0, cut)), line.size() - cut);
}

}  // namespace

std::string Printable(std::string_view text, std::string_view escape) {
  std::string out;
  while (!text.empty()) {
    const size_t size = CharacterSize(text);
    const std::string_view character =
        text.substr(0, std::max<size_t>(size, 1));
    if (character == "\t") {
      out += ' ';
    } else if (size == 0 || (character != "\n" && IsControl(character))) {
      AppendEscaped(character, escape, out);
    } else {
      out += character;
    }
    text.remove_prefix(character.size());
  }
  return out;
}

std::string Shortened(std::string_view text, size_t bytes) {
  std::string kept(text);
  if (text.size() > bytes) {
    const size_t head = CutBefore(text, bytes / 2);
    const size_t tail = CutBefore(text, text.size() - bytes / 2);
    kept = absl::StrFormat("%s\n[... %d bytes left out ...]\n%s",
                           std::string(text.substr(0, head)), tail - head,
                           std::string(text.substr(tail)));
  }
  std::vector<std::string> lines = absl::StrSplit(kept, '\n');
  for (std::string& line : lines) line = ShortLine(line);
  return absl::StrJoin(lines, "\n");
}

size_t Columns(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char byte) { return !Continues(byte); });
}

std::vector<std::string> Wrapped(std::string_view line, size_t width,
                                 size_t indent) {
  std::vector<std::string> lines;
  std::string before;
  while (Columns(line) + before.size() > width) {
    size_t end = 0;  // in bytes, of as many columns as there is room for
    for (size_t column = before.size(); column < width; ++column) {
      do ++end;
      while (end < line.size() && Continues(line[end]));
    }
    // A space just behind the last column is a place to break, too.
    const size_t space = line.rfind(' ', end);
    const size_t words = line.find_first_not_of(' ');
    const bool at_space = space != line.npos && space > words;
    lines.push_back(before +
                    std::string(line.substr(0, at_space ? space : end)));
    line.remove_prefix(at_space ? space + 1 : end);
    before.assign(std::min(indent, width / 2), ' ');
  }
  lines.push_back(before + std::string(line));
  return lines;
}

}  // namespace tools
