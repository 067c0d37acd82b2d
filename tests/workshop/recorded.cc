#include "tests/workshop/recorded.h"

#include <algorithm>

#include "absl/strings/str_split.h"

namespace workshop {
namespace {

// Whether `line` is `pattern`, in which "<*>" is anything.
bool Matches(const std::string& pattern, std::string_view line) {
  const std::vector<std::string> pieces = absl::StrSplit(pattern, "<*>");
  if (pieces.size() == 1) return line == pattern;
  if (!line.starts_with(pieces.front())) return false;
  line.remove_prefix(pieces.front().size());
  for (size_t i = 1; i + 1 < pieces.size(); ++i) {
    const size_t found = line.find(pieces[i]);
    if (found == line.npos) return false;
    line.remove_prefix(found + pieces[i].size());
  }
  return line.ends_with(pieces.back());
}

}  // namespace

Recorded ParseRecorded(std::string_view text) {
  Recorded recorded;
  std::vector<std::string>* section = nullptr;
  const std::vector<std::string> lines =
      absl::StrSplit(std::string(text), '\n');
  for (const std::string& line : lines) {
    if (line.starts_with("== ")) {
      section = &recorded[line.substr(3)];
    } else if (section != nullptr && !line.empty()) {
      section->push_back(line);
    }
  }
  return recorded;
}

bool IsAsRecorded(const std::vector<std::string>& recorded,
                  const std::vector<std::string>& lines) {
  return std::equal(recorded.begin(), recorded.end(), lines.begin(),
                    lines.end(), Matches);
}

std::string Section(std::string_view name,
                    const std::vector<std::string>& lines) {
  std::string section = "== " + std::string(name) + "\n";
  for (const std::string& line : lines) section += line + "\n";
  return section;
}

}  // namespace workshop
