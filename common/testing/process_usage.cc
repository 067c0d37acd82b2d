#include "common/testing/process_usage.h"

#include <time.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace uds_testing {
namespace {

using std::filesystem::directory_iterator;

std::string ProcPath(pid_t pid, const char* file) {
  return absl::StrCat("/proc/", pid, "/", file);
}

absl::Status Gone(pid_t pid) {
  return absl::NotFoundError(absl::StrCat("there is no process ", pid));
}

// The value of "NAME:   123 kB" in bytes.
std::optional<size_t> FieldOf(std::istream& lines, const std::string& name) {
  std::string word;
  while (lines >> word) {
    size_t kilobytes;
    if (word == name + ":" && lines >> kilobytes) return kilobytes * 1024;
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<absl::Duration> CpuTimeOf(pid_t pid) {
  clockid_t clock;
  // It returns the error; of a process that is gone that is ESRCH.
  if (::clock_getcpuclockid(pid, &clock) != 0) return Gone(pid);
  timespec used;
  // Gone since: EINVAL, as there is no such clock any more.
  if (::clock_gettime(clock, &used) != 0) return Gone(pid);
  return absl::DurationFromTimespec(used);
}

absl::StatusOr<ProcessUsage> UsageOf(pid_t pid) {
  const absl::StatusOr<absl::Duration> cpu = CpuTimeOf(pid);
  if (!cpu.ok()) return cpu.status();
  std::ifstream memory(ProcPath(pid, "smaps_rollup"));
  const std::optional<size_t> resident = FieldOf(memory, "Rss");
  const std::optional<size_t> anonymous = FieldOf(memory, "Anonymous");
  std::error_code error;
  directory_iterator descriptor(ProcPath(pid, "fd"), error);
  if (error || !resident.has_value() || !anonymous.has_value()) {
    return Gone(pid);
  }
  size_t descriptors = 0;
  for (; descriptor != directory_iterator(); descriptor.increment(error)) {
    ++descriptors;
  }
  return ProcessUsage{*cpu, *resident, *anonymous, descriptors};
}

std::vector<pid_t> ChildrenOf(pid_t pid) {
  std::vector<pid_t> children;
  std::error_code error;
  directory_iterator thread(ProcPath(pid, "task"), error);
  if (error) return children;
  for (; thread != directory_iterator(); thread.increment(error)) {
    std::ifstream file(thread->path() / "children");
    for (pid_t child; file >> child;) children.push_back(child);
  }
  return children;
}

}  // namespace uds_testing
