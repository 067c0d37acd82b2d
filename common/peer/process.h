// The peer as a process that no later one can be taken for: a pidfd that the
// kernel made from the connection, SO_PEERPIDFD, since Linux 6.5. unix(7) does
// not have it; pidfd_open(2) says what a pidfd is.
//
//   absl::StatusOr<uds::PeerProcess> process = uds::PeerProcess::Of(fd);
//   const Facts facts = LookUp("/proc", credentials->pid);  // of whom?
//   if (process.ok() && process->IsAlive()) ...  // of the peer: it lived still
//
// Threat: a pid is only a number. Once the peer has ended and been waited for,
// the next process may get it, and what is then looked up by pid is told of
// that one. So the question comes after the look-up, not before.
//
// Not covered: a peer that lives, but has passed the connection on or executes
// another program by now. It is the same process all the same.
#ifndef COMMON_PEER_PROCESS_H_
#define COMMON_PEER_PROCESS_H_

#include <utility>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"

namespace uds {

// Owns the pidfd. Move-only.
class PeerProcess {
 public:
  // Of the process that GetPeerCredentials(fd) names, which may have ended. It
  // takes a descriptor. UNIMPLEMENTED on a kernel that has no SO_PEERPIDFD,
  // FAILED_PRECONDITION if the kernel knows of no peer; otherwise an error of
  // getsockopt(2). Does not block.
  static absl::StatusOr<PeerProcess> Of(int fd);

  // False from the moment at which it ends, also as a zombie, which /proc and
  // kill(2) still know; and if in doubt. Does not block.
  bool IsAlive() const;

 private:
  explicit PeerProcess(UniqueFd pidfd) : pidfd_(std::move(pidfd)) {}

  UniqueFd pidfd_;  // none for one that had ended too long ago
};

}  // namespace uds

#endif  // COMMON_PEER_PROCESS_H_
