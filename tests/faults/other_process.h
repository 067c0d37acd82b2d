// What can be done to another process from outside: its limits, its sockets.
//
//   LimitDescriptors(server.pid(), /*more=*/3);
//   for (const uds::UniqueFd& socket : *BorrowConnections(server.pid())) {
//     ShrinkSendBuffer(socket.get());
//   }
//
// So a server that never calls setrlimit(2) or setsockopt(2) comes to a low
// limit or a tiny buffer, while it runs, and without a line of code in it. Not
// for a process that this one may not trace; its parent may.
#ifndef TESTS_FAULTS_OTHER_PROCESS_H_
#define TESTS_FAULTS_OTHER_PROCESS_H_

#include <sys/types.h>

#include <cstddef>
#include <set>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"

namespace faults {

// The numbers of those that it has open. NOT_FOUND if there is no such process.
absl::StatusOr<std::set<int>> DescriptorsOf(pid_t pid);

// Whether it sleeps in a system call: a server whose calls do not block, but
// for the one that waits for events, has then done all that there was to do.
// False while a tracer has stopped it, and if there is no such process.
bool IsAsleep(pid_t pid);

// From now on it can open `more` beyond those that it has: what is open stays
// so. prlimit(2)
absl::Status LimitDescriptors(pid_t pid, size_t more);

// As many as this process may have.
absl::Status UnlimitDescriptors(pid_t pid);

// Its stream sockets of AF_UNIX that have a peer, in no order, as descriptors
// of ours: what is set on one is set for its owner too, and while we have it
// open, its owner's close(2) does not end the connection. pidfd_getfd(2), since
// Linux 5.6.
absl::StatusOr<std::vector<uds::UniqueFd>> BorrowConnections(pid_t pid);

// Whether it failed because no call like that works here: the kernel is older,
// or a container's filter or Yama forbids it.
bool IsForbidden(const absl::Status& status);

// To the least that the kernel allows, some 4.5 KiB, of which most is its own.
absl::Status ShrinkSendBuffer(int socket);

}  // namespace faults

#endif  // TESTS_FAULTS_OTHER_PROCESS_H_
