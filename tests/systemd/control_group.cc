#include "tests/systemd/control_group.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_split.h"
#include "common/os/posix_error.h"
#include "common/os/unique_fd.h"

namespace systemd_tests {
namespace {

namespace fs = std::filesystem;

constexpr char kMounted[] = "/sys/fs/cgroup";

// The directories of the groups that this process is in: in the unified
// hierarchy, and on an older system also in that of systemd's own. The paths
// are those of systemd: https://systemd.io/CGROUP_DELEGATION
std::vector<std::string> GroupsOfThisProcess() {
  const fs::path mounted = kMounted;
  const fs::path unified = fs::exists(mounted / "cgroup.controllers")
                               ? mounted
                               : mounted / "unified";
  std::vector<std::string> groups;
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    // "9:name=systemd:/PATH", "0::/PATH"
    const std::vector<std::string> fields =
        absl::StrSplit(line, absl::MaxSplits(':', 2));
    if (fields.size() != 3) continue;
    std::string root;
    if (fields[1].empty()) root = unified;
    if (fields[1] == "name=systemd") root = mounted / "systemd";
    const std::string group = root + fields[2];
    if (!root.empty() && fs::is_directory(group)) groups.push_back(group);
  }
  return groups;
}

absl::Status MoveThisProcess(const std::string& group) {
  const std::string file = group + "/cgroup.procs";
  const uds::UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.valid()) return uds::PosixError("open", file);
  // 0 is the process that writes.
  if (::write(fd.get(), "0", 1) != 1) return uds::PosixError("write", file);
  return absl::OkStatus();
}

// The files in a group are no files that could be removed: only directories.
void RemoveGroup(const fs::path& group) {
  std::error_code ignored;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(group, ignored)) {
    if (entry.is_directory(ignored)) RemoveGroup(entry.path());
  }
  ::rmdir(group.c_str());
}

}  // namespace

absl::StatusOr<std::unique_ptr<ControlGroup>> ControlGroup::Enter(
    const std::string& name) {
  // From here on the destructor undoes what was done when anything fails.
  std::unique_ptr<ControlGroup> group(new ControlGroup);
  for (const std::string& home : GroupsOfThisProcess()) {
    const std::string own = home + "/" + name;
    if (::mkdir(own.c_str(), 0755) != 0) return uds::PosixError("mkdir", own);
    group->places_.push_back({home, own});
    const absl::Status moved = MoveThisProcess(own);
    if (!moved.ok()) return moved;
  }
  if (group->places_.empty()) {
    return absl::NotFoundError("no control groups are mounted");
  }
  return group;
}

ControlGroup::~ControlGroup() {
  for (const Place& place : places_) {
    MoveThisProcess(place.home).IgnoreError();
    RemoveGroup(place.own);
  }
}

}  // namespace systemd_tests
