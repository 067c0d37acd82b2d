#include "common/socket/bound_socket.h"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/os/posix_error.h"
#include "common/socket/stream_socket.h"

namespace uds {
namespace {

absl::StatusOr<std::string> Absolute(std::string_view path) {
  if (path[0] == '/') return std::string(path);
  // Not getcwd(3): from a very deep directory the library's opens one directory
  // after the other, and our programs open nothing.
  char directory[PATH_MAX];
  if (::syscall(SYS_getcwd, directory, sizeof(directory)) < 0) {
    return PosixError("getcwd", "");
  }
  return absl::StrFormat("%s/%s", directory, path);
}

// OK if nobody serves the socket at `address`, so that it may be removed.
absl::Status CheckStale(const UnixAddress& address) {
  const absl::StatusOr<UniqueFd> probe = NewStreamSocket();
  if (!probe.ok()) return probe.status();
  const bool answers =
      ::connect(probe->get(), address.sockaddr(), address.length()) == 0;
  const int error = answers ? 0 : errno;
  switch (error) {
    case ECONNREFUSED:
    case ENOENT:
      return absl::OkStatus();
    case 0:
    case EAGAIN:      // its backlog is full, so there is one
    case EPROTOTYPE:  // a server of datagrams or packets. connect(2)
      return absl::AlreadyExistsError(
          absl::StrFormat("%s is in use by a running server", address.name()));
    case EACCES:
      return absl::FailedPreconditionError(absl::StrFormat(
          "%s is a socket that we may not connect to, so nobody can tell "
          "whether it is in use; it was left as it is: choose another path",
          address.name()));
    default:
      return PosixError("connect", address.name(), error);
  }
}

// Leaves the path free, or says why it is not ours to free. connect(2) gives
// ECONNREFUSED for a regular file and a directory too, so it alone tells
// nothing: only what lstat(2) calls a socket is probed and removed.
absl::Status ClearPath(const UnixAddress& address, const std::string& path) {
  struct stat found;
  if (::lstat(path.c_str(), &found) != 0) {
    return errno == ENOENT ? absl::OkStatus() : PosixError("lstat", path);
  }
  if (!S_ISSOCK(found.st_mode)) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s exists and is not a socket; it was left as it is: choose another "
        "path, or move it away",
        address.name()));
  }
  if (absl::Status status = CheckStale(address); !status.ok()) return status;
  if (found.st_uid != ::geteuid()) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s is a stale socket of UID %d, not of ours (%d); it was left as it "
        "is: remove it if it should be replaced",
        address.name(), found.st_uid, ::geteuid()));
  }
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    return PosixError("unlink", path);
  }
  return absl::OkStatus();
}

// bind(2) gives the file the mode of the socket's own inode less the umask, so
// both are set before it. A chmod(2) after it would leave an instant in which
// anybody may connect.
absl::Status BindWithMode(int socket, const UnixAddress& address, mode_t mode) {
  if (::fchmod(socket, mode) != 0) {
    return PosixError("fchmod", socket);
  }
  const mode_t saved_umask = ::umask(~mode & 0777);
  const int result = ::bind(socket, address.sockaddr(), address.length());
  const int bind_errno = errno;
  ::umask(saved_umask);
  if (result == 0) return absl::OkStatus();
  return PosixError("bind", address.ToString(), bind_errno);
}

}  // namespace

absl::StatusOr<BoundSocket> BoundSocket::Bind(const UnixAddress& address,
                                              mode_t mode) {
  return address.is_path() ? BindPath(address, mode) : BindName(address);
}

absl::StatusOr<BoundSocket> BoundSocket::BindPath(const UnixAddress& address,
                                                  mode_t mode) {
  const absl::StatusOr<std::string> path = Absolute(address.name());
  if (!path.ok()) return path.status();
  absl::StatusOr<PathLock> lock = PathLock::Acquire(*path);
  if (!lock.ok()) return lock.status();
  if (absl::Status status = ClearPath(address, *path); !status.ok()) {
    return status;
  }
  absl::StatusOr<UniqueFd> socket = NewStreamSocket();
  if (!socket.ok()) return socket.status();
  if (absl::Status status = BindWithMode(socket->get(), address, mode);
      !status.ok()) {
    return status;
  }
  // Of the file: fstat(2) would give the numbers of the socket, which differ.
  struct stat made;
  if (::lstat(path->c_str(), &made) != 0) return PosixError("lstat", *path);
  return BoundSocket(*std::move(socket),
                     File{*std::move(lock), *path, made.st_dev, made.st_ino});
}

absl::StatusOr<BoundSocket> BoundSocket::BindName(const UnixAddress& address) {
  absl::StatusOr<UniqueFd> socket = NewStreamSocket();
  if (!socket.ok()) return socket.status();
  if (::bind(socket->get(), address.sockaddr(), address.length()) == 0) {
    return BoundSocket(*std::move(socket), std::nullopt);
  }
  const int error = errno;
  if (error != EADDRINUSE) {
    return PosixError("bind", address.ToString(), error);
  }
  return absl::AlreadyExistsError(
      absl::StrFormat("%s is in use by a running server", address.ToString()));
}

// While the socket is open its inode lives, so no other file can have been
// given the same number.
void BoundSocket::RemoveFile() {
  if (!file_.has_value() || !socket_.valid()) return;
  const std::string& path = file_->path;
  struct stat found;
  const bool still_ours = ::lstat(path.c_str(), &found) == 0 &&
                          found.st_dev == file_->device &&
                          found.st_ino == file_->inode;
  // Nobody is left to hear of a failure; a file that stays is only stale.
  if (still_ours) ::unlink(path.c_str());
  file_.reset();  // and only now the lock
}

}  // namespace uds
