// The life of a socket's file: made with the right mode at the instant it
// appears, in place of a stale one and of nothing else, and removed at the end
// if it is still the one that was made.
//
//   absl::StatusOr<uds::SocketFile> file =
//       uds::SocketFile::Bind(socket.get(), address, 0600);
//   ::listen(socket.get(), SOMAXCONN);
//
// Threat: another user of the machine, who may connect at any instant and may
// put files of his own where the directory lets him. Not covered: somebody who
// may write to the directory as we may; he can replace our socket by his.
#ifndef COMMON_SOCKET_SOCKET_FILE_H_
#define COMMON_SOCKET_SOCKET_FILE_H_

#include <sys/types.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/socket/path_lock.h"
#include "common/socket/unix_address.h"

namespace uds {

// Owns the file and the lock on its path. Move-only.
//
// Destroy it before the socket is closed: as long as the socket is bound, its
// inode lives, and no other file can be given the same number.
class SocketFile {
 public:
  // Binds `socket`, borrowed and not yet bound, to the path `address`, with
  // exactly the permission bits `mode` (0 to 0777); a connect(2) needs the
  // write bit. What already is at the path decides:
  //   a socket where a server answers   ALREADY_EXISTS
  //   a socket of ours that is stale    replaced
  //   a stale socket of another UID     FAILED_PRECONDITION
  //   a file, directory, symlink, ...   FAILED_PRECONDITION
  // In all but the second case nothing there is touched. A server that is bound
  // and does not listen yet cannot be told from a stale socket, but by the
  // lock. Other errors are those of stat(2), unlink(2) and bind(2).
  //
  // Sets the process's umask while it binds, so call it before threads that
  // create files run. Does not block.
  static absl::StatusOr<SocketFile> Bind(int socket, const UnixAddress& address,
                                         mode_t mode);

  SocketFile(SocketFile&& other) noexcept;
  SocketFile& operator=(SocketFile&&) = delete;
  ~SocketFile();

 private:
  SocketFile(PathLock lock, std::string path, dev_t device, ino_t inode);

  PathLock lock_;
  std::string path_;  // absolute, so that a chdir(2) does no harm; may be
                      // longer than an address holds. Empty: nothing to remove
  dev_t device_;
  ino_t inode_;
};

}  // namespace uds

#endif  // COMMON_SOCKET_SOCKET_FILE_H_
