// A socket that is bound to its address, and the life of the file that this
// makes: there with the right mode at the instant it appears, in place of a
// stale one and of nothing else, and removed at the end if it is still the one
// that was made.
//
//   absl::StatusOr<uds::BoundSocket> bound =
//       uds::BoundSocket::Bind(address, 0600);
//   ::listen(bound->fd(), SOMAXCONN);
//
// Threat: another user of the machine, who may connect at any instant and may
// put files of his own where the directory lets him. Not covered: somebody who
// may write to the directory as we may; he can replace our socket by his.
#ifndef COMMON_SOCKET_BOUND_SOCKET_H_
#define COMMON_SOCKET_BOUND_SOCKET_H_

#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/socket/path_lock.h"
#include "common/socket/unix_address.h"

namespace uds {

// Owns the socket, its file and the lock on its path. Move-only.
class BoundSocket {
 public:
  // A stream socket bound to `address`; it does not listen yet. For a path, the
  // file gets exactly the permission bits `mode` (0 to 0777), of which a
  // connect(2) needs the write bit. What already is at the path decides:
  //   a socket where a server answers   ALREADY_EXISTS
  //   a socket of ours that is stale    replaced
  //   a stale socket of another UID,
  //   or one that denies us to connect  FAILED_PRECONDITION
  //   a file, directory, symlink, ...   FAILED_PRECONDITION
  // In all but the second case nothing there is touched. Two limits where the
  // other program does not use the lock: one that is bound and does not listen
  // yet cannot be told from a stale socket; and what takes the path between our
  // look at it and our unlink(2) is lost. An abstract name that is taken is
  // ALREADY_EXISTS too. Other errors are those of stat(2), connect(2),
  // unlink(2) and bind(2).
  //
  // Sets the process's umask while it binds, so call it before threads that
  // create files run. Does not block.
  static absl::StatusOr<BoundSocket> Bind(const UnixAddress& address,
                                          mode_t mode);

  BoundSocket(BoundSocket&& other) noexcept = default;
  BoundSocket& operator=(BoundSocket&&) = delete;
  ~BoundSocket() { RemoveFile(); }

  // Borrowed.
  int fd() const { return socket_.get(); }

  // Removes the file if it is still ours, so that nobody finds the socket any
  // more, and gives the path free to a successor. The socket stays open.
  void RemoveFile();

 private:
  // The file that bind(2) made.
  struct File {
    PathLock lock;
    std::string path;  // absolute, so that a chdir(2) does no harm; may be
                       // longer than an address holds
    dev_t device;
    ino_t inode;
  };

  BoundSocket(UniqueFd socket, std::optional<File> file)
      : socket_(std::move(socket)), file_(std::move(file)) {}

  static absl::StatusOr<BoundSocket> BindPath(const UnixAddress& address,
                                              mode_t mode);
  static absl::StatusOr<BoundSocket> BindName(const UnixAddress& address);

  UniqueFd socket_;
  std::optional<File> file_;  // none for an abstract name, or once removed
};

}  // namespace uds

#endif  // COMMON_SOCKET_BOUND_SOCKET_H_
