// The address of a Unix domain socket: a path, or a name in the abstract
// namespace, with its exact length. unix(7)
//
//   absl::StatusOr<uds::UnixAddress> address =
//       uds::UnixAddress::Parse("/run/user/1000/echo.sock");
//   if (!address.ok()) ...   // says which limit, and by how much
//   ::bind(fd, address->sockaddr(), address->length());
//
// Not for names of files in general: a socket's path is short and must not be
// cut, since the kernel would bind whatever is left of it.
#ifndef COMMON_SOCKET_UNIX_ADDRESS_H_
#define COMMON_SOCKET_UNIX_ADDRESS_H_

#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace uds {

// A value: freely copied, immutable, no I/O but in OfSocket.
class UnixAddress {
 public:
  // sun_path holds 108 bytes. A path needs one for its terminator (the kernel
  // takes 108 without, which other programs then cannot read back); an abstract
  // name needs one for the NUL before it.
  static constexpr size_t kMaxBytes = sizeof(sockaddr_un::sun_path) - 1;

  // The notation of ss(8) and socat(1): `@name` is abstract, all else is a
  // path. A path that begins with '@' is written `./@...`.
  static absl::StatusOr<UnixAddress> Parse(std::string_view text);

  // A path of 1 to 107 bytes, relative or absolute. INVALID_ARGUMENT if it is
  // empty (bind(2) would choose a name by itself), longer, or contains NUL
  // (bind(2) would take the part before it).
  static absl::StatusOr<UnixAddress> FromPath(std::string_view path);

  // An abstract name of 1 to 107 arbitrary bytes; NULs count, also at its end.
  // It exists in one network namespace, is no file, has no permissions: anybody
  // there may connect, or may bind it before you do.
  static absl::StatusOr<UnixAddress> FromAbstractName(std::string_view name);

  // What `fd` is bound to, by getsockname(2). A socket that is not bound, as
  // every client's, gives an address that is unnamed(). INVALID_ARGUMENT if it
  // is no Unix domain socket, or is bound to a path of 108 bytes.
  static absl::StatusOr<UnixAddress> OfSocket(int fd);

  bool unnamed() const { return length_ == kFamilyBytes; }
  bool is_abstract() const { return !unnamed() && address_.sun_path[0] == 0; }
  bool is_path() const { return !unnamed() && !is_abstract(); }

  // The path without its terminator, or the abstract name without the NUL
  // before it; empty if unnamed. Valid as long as this object.
  std::string_view name() const;

  // For people: the path, "@name", "(unnamed)"; unprintable bytes, quotes and
  // backslashes are escaped.
  std::string ToString() const;

  // What the system calls take.
  const ::sockaddr* sockaddr() const {
    return reinterpret_cast<const ::sockaddr*>(&address_);
  }
  socklen_t length() const { return length_; }

 private:
  static constexpr socklen_t kFamilyBytes = offsetof(sockaddr_un, sun_path);

  UnixAddress() { address_.sun_family = AF_UNIX; }

  sockaddr_un address_ = {};
  socklen_t length_ = kFamilyBytes;
};

}  // namespace uds

#endif  // COMMON_SOCKET_UNIX_ADDRESS_H_
