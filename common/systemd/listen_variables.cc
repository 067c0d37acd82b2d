#include "common/systemd/listen_variables.h"

#include <algorithm>
#include <charconv>
#include <climits>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/os/log_text.h"

namespace uds::systemd {
namespace {

// The last of them is a descriptor too, and those are ints.
constexpr int kMostSockets = INT_MAX - kFirstDescriptor;

// systemd.socket(5), FileDescriptorName=
constexpr size_t kLongestName = 255;

// Digits and nothing else. strtol(3) and its kin pass over spaces, and leave it
// to the caller to look at the rest.
std::optional<int> ParsePositive(std::string_view text) {
  int value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value < 1) return std::nullopt;
  return value;
}

absl::Status CheckPid(const std::string& text, pid_t self) {
  const std::optional<int> pid = ParsePositive(text);
  if (!pid.has_value()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "LISTEN_PID is %s, which is no process id", QuotedForLog(text)));
  }
  if (*pid == self) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrFormat(
      "LISTEN_PID %d does not match current PID %d: the sockets are meant for "
      "another process. A shell script that starts this program has to end in "
      "exec",
      *pid, self));
}

absl::StatusOr<int> ParseCount(const std::string& text) {
  const std::optional<int> count = ParsePositive(text);
  if (count.has_value() && *count <= kMostSockets) return *count;
  return absl::InvalidArgumentError(absl::StrFormat(
      "LISTEN_FDS is %s: it has to be the number of sockets that are passed, "
      "from 1 to %d",
      QuotedForLog(text), kMostSockets));
}

absl::StatusOr<std::vector<std::string>> ParseNames(const std::string& text,
                                                    int count) {
  std::vector<std::string> names = absl::StrSplit(text, ':');
  for (const std::string& name : names) {
    const bool printable =
        std::all_of(name.begin(), name.end(), absl::ascii_isprint);
    if (printable && name.size() <= kLongestName) continue;
    return absl::InvalidArgumentError(absl::StrFormat(
        "LISTEN_FDNAMES holds the name %s: a name has at most %d characters, "
        "of printable ASCII",
        QuotedForLog(name), kLongestName));
  }
  if (names.size() == static_cast<size_t>(count)) return names;
  return absl::InvalidArgumentError(
      absl::StrFormat("LISTEN_FDNAMES is %s, which makes %d names, and "
                      "LISTEN_FDS is %d: there has to be one for each socket",
                      QuotedForLog(text), names.size(), count));
}

}  // namespace

std::string PassedSockets::NameOf(int index) const {
  return names.has_value() ? (*names)[index] : kUnknownName;
}

absl::StatusOr<PassedSockets> ParseListenVariables(
    const ListenVariables& variables, pid_t self) {
  if (!variables.pid.has_value() || !variables.fds.has_value()) {
    return absl::FailedPreconditionError(
        "LISTEN_FDS or LISTEN_PID not set. Are you using systemd socket "
        "activation? By hand: systemd-socket-activate -l SOCKET PROGRAM");
  }
  if (absl::Status status = CheckPid(*variables.pid, self); !status.ok()) {
    return status;
  }
  const absl::StatusOr<int> count = ParseCount(*variables.fds);
  if (!count.ok()) return count.status();
  PassedSockets passed = {.count = *count, .names = std::nullopt};
  if (!variables.names.has_value()) return passed;
  absl::StatusOr<std::vector<std::string>> names =
      ParseNames(*variables.names, *count);
  if (!names.ok()) return names.status();
  passed.names = *std::move(names);
  return passed;
}

}  // namespace uds::systemd
