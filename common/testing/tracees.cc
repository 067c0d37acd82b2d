#include "common/testing/tracees.h"

#include <dirent.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <set>
#include <string_view>

#include "absl/time/clock.h"

namespace uds_testing {
namespace {

// The entries of a directory of /proc that are numbers; none if it is gone.
std::vector<pid_t> NumbersIn(const std::string& directory) {
  std::vector<pid_t> numbers;
  DIR* const open = ::opendir(directory.c_str());
  if (open == nullptr) return numbers;
  while (const dirent* const entry = ::readdir(open)) {
    const int number = std::atoi(entry->d_name);
    if (number > 0) numbers.push_back(number);
  }
  ::closedir(open);
  return numbers;
}

bool HasOpen(pid_t pid, const std::string& file) {
  const std::string directory = "/proc/" + std::to_string(pid) + "/fd";
  for (const int fd : NumbersIn(directory)) {
    std::array<char, 4096> target;
    const ssize_t size =
        ::readlink((directory + "/" + std::to_string(fd)).c_str(),
                   target.data(), target.size());
    if (size > 0 && file == std::string_view(target.data(), size)) return true;
  }
  return false;
}

struct Thread {
  pid_t tracer = 0;    // 0: none, or it is gone
  bool ended = false;  // a zombie: its tracer has yet to reap it
};

Thread Look(const std::string& directory) {
  constexpr std::string_view kState = "State:\t";
  constexpr std::string_view kTracer = "TracerPid:\t";
  Thread thread;
  std::ifstream status(directory + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(kState)) {
      thread.ended = line.substr(kState.size(), 1) == "Z" ||
                     line.substr(kState.size(), 1) == "X";
    } else if (line.starts_with(kTracer)) {
      thread.tracer = std::atoi(line.c_str() + kTracer.size());
      break;
    }
  }
  return thread;
}

enum class Which { kAll, kLiving };

// Its first thread may have ended before the others: so each is asked.
bool IsTracedBy(pid_t pid, const std::set<pid_t>& tracers, Which which) {
  const std::string tasks = "/proc/" + std::to_string(pid) + "/task";
  for (const pid_t id : NumbersIn(tasks)) {
    const Thread thread = Look(tasks + "/" + std::to_string(id));
    if (!tracers.contains(thread.tracer)) continue;
    if (which == Which::kAll || !thread.ended) return true;
  }
  return false;
}

// The processes that have `file` open, but for this one.
std::set<pid_t> TracersInto(const std::string& file) {
  std::set<pid_t> tracers;
  const std::unique_ptr<char, decltype(&std::free)> real(
      ::realpath(file.c_str(), nullptr), std::free);
  if (real == nullptr) return tracers;
  for (const pid_t pid : NumbersIn("/proc")) {
    if (pid != ::getpid() && HasOpen(pid, real.get())) tracers.insert(pid);
  }
  return tracers;
}

std::vector<pid_t> TraceesOf(const std::set<pid_t>& tracers, Which which) {
  std::vector<pid_t> tracees;
  if (tracers.empty()) return tracees;
  for (const pid_t pid : NumbersIn("/proc")) {
    if (IsTracedBy(pid, tracers, which)) tracees.push_back(pid);
  }
  return tracees;
}

// Kills the living, also those that appear meanwhile. Who is killed still
// counts as living until its tracer lets it end.
void KillAll(const std::set<pid_t>& tracers) {
  std::set<pid_t> killed;
  bool more = true;
  while (more) {
    more = false;
    for (const pid_t pid : TraceesOf(tracers, Which::kLiving)) {
      if (!killed.insert(pid).second) continue;
      ::kill(pid, SIGKILL);
      more = true;
    }
  }
}

}  // namespace

std::vector<pid_t> TraceesInto(const std::string& file) {
  return TraceesOf(TracersInto(file), Which::kAll);
}

bool KillTracees(const std::string& file, absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  const std::set<pid_t> tracers = TracersInto(file);
  // While the tracer stands still, so does whoever forks: the new process and
  // its parent wait for it, ptrace(2). SIGKILL does not.
  for (const pid_t tracer : tracers) ::kill(tracer, SIGSTOP);
  KillAll(tracers);
  for (const pid_t tracer : tracers) ::kill(tracer, SIGCONT);
  while (!TraceesOf(tracers, Which::kAll).empty()) {
    if (absl::Now() > deadline) return false;
    KillAll(tracers);
    absl::SleepFor(absl::Milliseconds(2));  // for the tracer to reap them
  }
  return true;
}

}  // namespace uds_testing
