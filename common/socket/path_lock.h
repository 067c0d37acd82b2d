// A lock on the path of a socket, without a lock file.
//
//   absl::StatusOr<uds::PathLock> lock = uds::PathLock::Acquire("/run/x.sock");
//   if (!lock.ok()) ...   // ALREADY_EXISTS: another process holds it
//
// Between finding a stale socket and replacing it, another starter may have
// done the same, and would lose its fresh socket to our unlink(2). A lock file
// would have to be opened, and would stay behind; the lock here is an abstract
// socket name, which the kernel gives to one holder and frees when that dies.
//
// Not for more than that. It is advisory: it holds among programs that use it,
// in one network namespace. Another UID there can squat the name, which denies
// service to that path's owner and grants nothing.
#ifndef COMMON_SOCKET_PATH_LOCK_H_
#define COMMON_SOCKET_PATH_LOCK_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"

namespace uds {

// Holds the lock until it is destroyed. Move-only.
class PathLock {
 public:
  // Does not block. The name of the lock is made from the device and inode of
  // the path's directory and the last component of the path, so all spellings
  // of a path give the same lock. ALREADY_EXISTS if it is held; an error of
  // stat(2) if the directory cannot be looked at.
  static absl::StatusOr<PathLock> Acquire(const std::string& path);

 private:
  explicit PathLock(UniqueFd socket) : socket_(std::move(socket)) {}

  UniqueFd socket_;  // bound to the name and never listening
};

}  // namespace uds

#endif  // COMMON_SOCKET_PATH_LOCK_H_
