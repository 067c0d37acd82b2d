#include "common/socket/default_address.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "common/os/posix_error.h"

namespace uds {
namespace {

// Why `directory` will not do, with the way out.
absl::Status Refusal(std::string_view directory, std::string_view reason) {
  return absl::FailedPreconditionError(absl::StrFormat(
      "%s %s: give the socket's path with --socket, or set XDG_RUNTIME_DIR to "
      "a directory of your own",
      directory, reason));
}

absl::Status CheckOurs(const std::string& directory) {
  struct stat found;
  // lstat(2): a symlink may lead into a directory of ours today and into
  // another one tomorrow.
  if (::lstat(directory.c_str(), &found) != 0) {
    if (errno == ENOENT) return Refusal(directory, "does not exist");
    return PosixError("lstat", directory);
  }
  if (!S_ISDIR(found.st_mode)) return Refusal(directory, "is not a directory");
  if (found.st_uid != ::geteuid()) {
    return Refusal(directory, absl::StrFormat("belongs to UID %d, not to %d",
                                              found.st_uid, ::geteuid()));
  }
  if ((found.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Refusal(directory, absl::StrFormat("may be written to by others "
                                              "(mode %04o)",
                                              found.st_mode & 07777));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> DefaultSocketPath(std::string_view file_name) {
  const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
  std::string directory = runtime != nullptr ? runtime : "";
  if (!directory.empty() && directory[0] != '/') {
    return Refusal(directory, "is not an absolute path");
  }
  if (directory.empty()) {
    directory = absl::StrFormat("/tmp/uds-labs-%d", ::geteuid());
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
      return PosixError("mkdir", directory);
    }
  }
  if (absl::Status status = CheckOurs(directory); !status.ok()) return status;
  return absl::StrFormat("%s/%s", directory, file_name);
}

absl::StatusOr<UnixAddress> AddressOrDefault(std::string_view text,
                                             std::string_view file_name) {
  if (!text.empty()) return UnixAddress::Parse(text);
  const absl::StatusOr<std::string> path = DefaultSocketPath(file_name);
  if (!path.ok()) return path.status();
  return UnixAddress::FromPath(*path);
}

}  // namespace uds
