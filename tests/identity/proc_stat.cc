#include "tests/identity/proc_stat.h"

#include <fstream>
#include <iterator>
#include <sstream>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"

namespace identity {

absl::StatusOr<ProcStat> ReadProcStat(pid_t pid) {
  const std::string path = absl::StrFormat("/proc/%d/stat", pid);
  std::ifstream file(path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  if (text.empty()) return absl::NotFoundError(path);
  return ParseProcStat(text);
}

absl::StatusOr<ProcStat> ParseProcStat(std::string_view text) {
  const size_t open = text.find('(');
  const size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos ||
      close < open) {
    return absl::InvalidArgumentError("no name in parentheses");
  }
  ProcStat stat;
  stat.name = text.substr(open + 1, close - open - 1);
  std::istringstream(std::string(text.substr(0, open))) >> stat.pid;
  std::istringstream rest(std::string(text.substr(close + 1)));
  rest >> stat.state >> stat.parent;
  // The state is field 3; the time at which it started is field 22.
  std::string skipped;
  for (int field = 5; field < 22; ++field) rest >> skipped;
  if (!(rest >> stat.start_time)) {
    return absl::InvalidArgumentError("less than 22 fields");
  }
  return stat;
}

}  // namespace identity
