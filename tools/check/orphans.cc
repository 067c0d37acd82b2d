#include "tools/check/orphans.h"

#include <dirent.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>

#include "absl/cleanup/cleanup.h"
#include "common/os/posix_error.h"
#include "common/os/unique_fd.h"

namespace tools {
namespace {

constexpr absl::Duration kPatienceForKills = absl::Seconds(10);

// How long those that were killed may need to be gone, before others are looked
// for.
constexpr absl::Duration kRound = absl::Milliseconds(500);

std::string ReadFirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// What stands behind "(name) " in /proc/PID/stat: the state, a letter, and the
// parent; empty if it is gone. The name may hold anything, also parentheses.
// proc(5)
std::string StateAndParent(const std::string& pid) {
  const std::string stat = ReadFirstLine("/proc/" + pid + "/stat");
  const size_t name_end = stat.rfind(')');
  return name_end == stat.npos || name_end + 4 > stat.size()
             ? ""
             : stat.substr(name_end + 2);
}

pid_t ParentOf(const std::string& pid) {
  const std::string state_and_parent = StateAndParent(pid);
  return state_and_parent.empty() ? 0 : std::atoi(&state_and_parent[1]);
}

bool HasEnded(pid_t pid) {
  const std::string state_and_parent = StateAndParent(std::to_string(pid));
  return state_and_parent.empty() || state_and_parent[0] == 'Z';
}

std::multimap<pid_t, pid_t> ChildrenByParent() {
  std::multimap<pid_t, pid_t> children;
  DIR* const directory = ::opendir("/proc");
  if (directory == nullptr) return children;
  const absl::Cleanup close = [directory] { ::closedir(directory); };
  while (const dirent* const entry = ::readdir(directory)) {
    const pid_t pid = std::atoi(entry->d_name);
    if (pid > 0) children.emplace(ParentOf(entry->d_name), pid);
  }
  return children;
}

// Children of this process but those that are `not_ours`, and all that they
// started.
std::vector<pid_t> Descendants(const std::set<pid_t>& not_ours) {
  const std::multimap<pid_t, pid_t> children = ChildrenByParent();
  std::vector<pid_t> found = {::getpid()};
  for (size_t i = 0; i < found.size(); ++i) {
    const auto [begin, end] = children.equal_range(found[i]);
    for (auto child = begin; child != end; ++child) {
      if (not_ours.count(child->second) == 0) found.push_back(child->second);
    }
  }
  found.erase(found.begin());
  return found;
}

// Stopped, none of them can start another behind our back; so what is found
// when no new ones appear is all. Who was about to end may still have left a
// child to us, which is for another round.
std::set<pid_t> StopAll(const std::set<pid_t>& not_ours) {
  std::set<pid_t> stopped;
  for (bool found_new = true; found_new;) {
    found_new = false;
    for (const pid_t pid : Descendants(not_ours)) {
      if (HasEnded(pid) || !stopped.insert(pid).second) continue;
      found_new = ::kill(pid, SIGSTOP) == 0 || found_new;
    }
  }
  return stopped;
}

// A strace that runs still is not what was left behind; what it traces is.
std::vector<Orphan> WithoutTracers(const std::vector<Orphan>& all) {
  std::vector<Orphan> others;
  std::copy_if(all.begin(), all.end(), std::back_inserter(others),
               [](const Orphan& orphan) { return orphan.name != "strace"; });
  return others.empty() ? all : others;
}

}  // namespace

absl::StatusOr<Orphans> Orphans::Adopt() {
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) {
    return uds::PosixError("prctl", "PR_SET_CHILD_SUBREAPER");
  }
  Orphans orphans;
  const auto children = ChildrenByParent();
  const auto [begin, end] = children.equal_range(::getpid());
  for (auto child = begin; child != end; ++child) {
    orphans.not_ours_.insert(child->second);
  }
  return orphans;
}

std::vector<pid_t> Orphans::Living() const {
  while (true) {
    std::vector<pid_t> living;
    bool reaped = false;
    const auto children = ChildrenByParent();
    const auto [begin, end] = children.equal_range(::getpid());
    for (auto child = begin; child != end; ++child) {
      const pid_t pid = child->second;
      if (not_ours_.count(pid) != 0) continue;
      if (::waitpid(pid, nullptr, WNOHANG) == 0) {
        living.push_back(pid);
      } else {
        reaped = true;
      }
    }
    // What we have reaped may have had children, which are ours by now.
    if (!reaped) return living;
  }
}

bool Orphans::WaitUntilNoneLives(absl::Duration patience) const {
  const absl::Time deadline = absl::Now() + patience;
  while (true) {
    const std::vector<pid_t> living = Living();
    if (living.empty()) return true;
    // One at a time: all of them have to end.
    const uds::UniqueFd end(::syscall(SYS_pidfd_open, living[0], /*flags=*/0));
    pollfd ended = {.fd = end.get(), .events = POLLIN, .revents = 0};
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) return false;
    ::poll(&ended, 1, absl::ToInt64Milliseconds(left) + 1);
  }
}

std::vector<Orphan> Orphans::End(absl::Duration grace) {
  if (WaitUntilNoneLives(grace)) return {};
  std::vector<Orphan> orphans;
  const absl::Time deadline = absl::Now() + kPatienceForKills;
  do {
    const std::set<pid_t> pids = StopAll(not_ours_);
    for (const pid_t pid : pids) {
      orphans.push_back(
          {.pid = pid,
           .name = ReadFirstLine("/proc/" + std::to_string(pid) + "/comm")});
    }
    for (const pid_t pid : pids) ::kill(pid, SIGKILL);
  } while (!WaitUntilNoneLives(kRound) && absl::Now() < deadline);
  // Those who could not be killed were found in every round.
  std::sort(orphans.begin(), orphans.end(),
            [](const Orphan& a, const Orphan& b) { return a.pid < b.pid; });
  orphans.erase(std::unique(orphans.begin(), orphans.end(),
                            [](const Orphan& a, const Orphan& b) {
                              return a.pid == b.pid;
                            }),
                orphans.end());
  const std::vector<pid_t> left = Descendants(not_ours_);
  for (Orphan& orphan : orphans) {
    orphan.killed =
        std::find(left.begin(), left.end(), orphan.pid) == left.end();
  }
  return WithoutTracers(orphans);
}

}  // namespace tools
