#include "common/socket/unix_address.h"

#include <cstring>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "common/os/posix_error.h"

namespace uds {
namespace {

absl::Status CheckLength(std::string_view what, std::string_view name) {
  if (name.empty()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the socket's %s is empty", what));
  }
  if (name.size() > UnixAddress::kMaxBytes) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "the socket's %s has %d bytes, and at most %d fit into an address "
        "(unix(7)): %s",
        what, name.size(), UnixAddress::kMaxBytes,
        absl::CEscape(std::string(name))));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<UnixAddress> UnixAddress::Parse(std::string_view text) {
  if (!text.empty() && text[0] == '@') return FromAbstractName(text.substr(1));
  return FromPath(text);
}

absl::StatusOr<UnixAddress> UnixAddress::FromPath(std::string_view path) {
  if (absl::Status status = CheckLength("path", path); !status.ok()) {
    return status;
  }
  if (path.find('\0') != path.npos) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the socket's path contains a NUL byte: %s",
                        absl::CEscape(std::string(path))));
  }
  UnixAddress address;
  std::memcpy(address.address_.sun_path, path.data(), path.size());
  address.length_ = kFamilyBytes + path.size() + 1;
  return address;
}

absl::StatusOr<UnixAddress> UnixAddress::FromAbstractName(
    std::string_view name) {
  if (absl::Status status = CheckLength("abstract name", name); !status.ok()) {
    return status;
  }
  UnixAddress address;
  std::memcpy(address.address_.sun_path + 1, name.data(), name.size());
  // The length alone ends an abstract name: "foo" and "foo\0" are two.
  address.length_ = kFamilyBytes + 1 + name.size();
  return address;
}

absl::StatusOr<UnixAddress> UnixAddress::OfSocket(int fd) {
  sockaddr_storage storage = {};  // larger than sockaddr_un, and zeroed
  socklen_t length = sizeof(storage);
  auto* const generic = reinterpret_cast<::sockaddr*>(&storage);
  if (::getsockname(fd, generic, &length) != 0) {
    return PosixError("getsockname", fd);
  }
  if (storage.ss_family != AF_UNIX) {
    return absl::InvalidArgumentError(
        absl::StrFormat("fd %d is no Unix domain socket (address family %d)",
                        fd, storage.ss_family));
  }
  if (length <= kFamilyBytes) return UnixAddress();
  const char* const sun_path =
      reinterpret_cast<const sockaddr_un*>(&storage)->sun_path;
  if (sun_path[0] == '\0') {
    return FromAbstractName({sun_path + 1, length - kFamilyBytes - 1});
  }
  // The storage is larger than what the kernel fills, so there is a NUL.
  return FromPath(sun_path);
}

std::string_view UnixAddress::name() const {
  if (unnamed()) return {};
  if (is_path()) return address_.sun_path;
  return std::string_view(address_.sun_path + 1, length_ - kFamilyBytes - 1);
}

std::string UnixAddress::ToString() const {
  if (unnamed()) return "(unnamed)";
  // Only what is unprintable: a newline would begin a line of its own in a log.
  return (is_path() ? "" : "@") + absl::Utf8SafeCEscape(std::string(name()));
}

}  // namespace uds
