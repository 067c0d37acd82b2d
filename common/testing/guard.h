// A process beside this one that cleans up behind it, however it ends: also
// after SIGKILL, SIGINT or a crash, when no destructor runs.
//
//   int main() {
//     StartGuard();
//     const TempDirectory directory;  // registers itself
//     ...
//   }
//
// It kills the processes that are registered, with their groups and whatever is
// traced into a registered directory, and removes these directories. What tells
// it is the end of a pipe that only we hold. Without StartGuard the functions
// below do nothing. Not for a process that was registered and then left its
// group without being traced.
#ifndef COMMON_TESTING_GUARD_H_
#define COMMON_TESTING_GUARD_H_

#include <sys/types.h>

#include <string>

namespace uds_testing {

// Forks: to be called before there are threads, once. Aborts the program where
// that fails. The guard ends with this process; its standard streams stay open
// until then.
void StartGuard();

// Thread-safe. A process is the leader of its group.
void GuardDirectory(const std::string& path);
void ForgetDirectory(const std::string& path);
void GuardProcess(pid_t pid);
void ForgetProcess(pid_t pid);

}  // namespace uds_testing

#endif  // COMMON_TESTING_GUARD_H_
