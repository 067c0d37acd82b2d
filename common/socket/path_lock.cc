#include "common/socket/path_lock.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/os/posix_error.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"

namespace uds {
namespace {

struct SplitPath {
  std::string directory;
  std::string_view file;
};

SplitPath Split(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == path.npos) return {".", path};
  return {std::string(path.substr(0, slash + 1)), path.substr(slash + 1)};
}

// FNV-1a: the same in every program and release, as the lock's name must be.
uint64_t Hash(std::string_view bytes) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const unsigned char byte : bytes) {
    hash = (hash ^ byte) * 0x100000001b3;
  }
  return hash;
}

std::string LockName(const struct stat& directory, std::string_view file) {
  const std::string prefix = absl::StrFormat(
      "uds-labs-lock/%x/%x/", directory.st_dev, directory.st_ino);
  // A name that does not fit is hashed; two that collide would refuse each
  // other, which is safe. "#" keeps the two kinds apart.
  if (prefix.size() + file.size() > UnixAddress::kMaxBytes) {
    return absl::StrFormat("%s#%x", prefix, Hash(file));
  }
  return absl::StrFormat("%s%s", prefix, file);
}

}  // namespace

absl::StatusOr<PathLock> PathLock::Acquire(const std::string& path) {
  const SplitPath parts = Split(path);
  struct stat directory;
  if (::stat(parts.directory.c_str(), &directory) != 0) {
    return PosixError("stat", parts.directory);
  }
  const absl::StatusOr<UnixAddress> name =
      UnixAddress::FromAbstractName(LockName(directory, parts.file));
  if (!name.ok()) return name.status();
  absl::StatusOr<UniqueFd> socket = NewStreamSocket();
  if (!socket.ok()) return socket.status();
  if (::bind(socket->get(), name->sockaddr(), name->length()) == 0) {
    return PathLock(*std::move(socket));
  }
  const int error = errno;
  if (error != EADDRINUSE) return PosixError("bind", name->ToString(), error);
  return absl::AlreadyExistsError(absl::StrFormat(
      "%s is in use by a running server, which holds the lock %s", path,
      name->ToString()));
}

}  // namespace uds
