// A control group of one's own, so that two containers do not share theirs.
//
//   const absl::StatusOr<std::unique_ptr<ControlGroup>> group =
//       ControlGroup::Enter("uds-labs-4711");
//   ...  // what is started now is in it too
//
// systemd keeps each service in a group of its name and kills what is in there,
// and systemd-nspawn gives all containers that are started from one group the
// same root for theirs. Without this, two systemds that run the same services
// would kill one another's. Not for limits: it has none. cgroups(7)
#ifndef TESTS_SYSTEMD_CONTROL_GROUP_H_
#define TESTS_SYSTEMD_CONTROL_GROUP_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace systemd_tests {

// The destructor moves this process back, and removes the group with those that
// were made in it, which must be empty by then. Where this process is killed
// instead, they stay, empty.
class ControlGroup {
 public:
  // Makes the group `name` below that in which this process is, and moves this
  // process there; in each hierarchy that systemd uses. An error of mkdir(2) or
  // of the write to cgroup.procs: it takes root, and a /sys/fs/cgroup that is
  // not read-only. NOT_FOUND where there is no such hierarchy.
  static absl::StatusOr<std::unique_ptr<ControlGroup>> Enter(
      const std::string& name);

  ControlGroup(const ControlGroup&) = delete;
  ControlGroup& operator=(const ControlGroup&) = delete;
  ~ControlGroup();

 private:
  struct Place {
    std::string home;  // directories of the group from which we came,
    std::string own;   // and of ours
  };

  ControlGroup() = default;

  std::vector<Place> places_;  // one in each hierarchy
};

}  // namespace systemd_tests

#endif  // TESTS_SYSTEMD_CONTROL_GROUP_H_
