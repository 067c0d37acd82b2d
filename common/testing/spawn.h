// Starts a program with pipes on its standard streams; what ChildProcess is
// made from. posix_spawn(3), and not fork(2): the caller may have threads.
#ifndef COMMON_TESTING_SPAWN_H_
#define COMMON_TESTING_SPAWN_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"

namespace uds_testing {

// Our ends of the pipes are close-on-exec; that of stdin is non-blocking.
struct Spawned {
  pid_t pid;  // to be waited for by the caller
  uds::UniqueFd input;
  uds::UniqueFd output;
  uds::UniqueFd errors;
};

// See ChildProcess::Start; an empty `directory` is this process's. With
// `own_group` it leads a new process group.
absl::StatusOr<Spawned> Spawn(const std::vector<std::string>& argv,
                              const std::vector<std::string>& environment,
                              const std::string& directory,
                              const std::vector<int>& descriptors = {},
                              bool own_group = false);

}  // namespace uds_testing

#endif  // COMMON_TESTING_SPAWN_H_
