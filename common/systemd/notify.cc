#include "common/systemd/notify.h"

#include <sys/socket.h>

#include <cstdlib>
#include <string>

#include "absl/strings/str_format.h"
#include "common/os/log_text.h"
#include "common/os/posix_error.h"
#include "common/os/unique_fd.h"

namespace uds::systemd {
namespace {

absl::StatusOr<UnixAddress> ParseManager(const std::string& text) {
  // A relative path would depend on where we happen to be.
  if (text.empty() || (text[0] != '/' && text[0] != '@')) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "NOTIFY_SOCKET is %s, neither an absolute path nor an abstract "
        "@NAME",
        QuotedForLog(text)));
  }
  absl::StatusOr<UnixAddress> manager = UnixAddress::Parse(text);
  if (manager.ok()) return manager;
  return absl::InvalidArgumentError(absl::StrFormat(
      "NOTIFY_SOCKET: %s", std::string(manager.status().message())));
}

}  // namespace

absl::StatusOr<Notifier> Notifier::FromEnvironment() {
  const char* const value = std::getenv("NOTIFY_SOCKET");
  if (value == nullptr) return Notifier(std::nullopt);
  absl::StatusOr<UnixAddress> manager = ParseManager(value);
  if (!manager.ok()) return manager.status();
  ::unsetenv("NOTIFY_SOCKET");
  return Notifier(*std::move(manager));
}

absl::Status Notifier::Notify(std::string_view assignments) const {
  if (!manager_.has_value()) return absl::OkStatus();
  const std::string where = manager_->ToString();
  const UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return PosixError("socket", "AF_UNIX, SOCK_DGRAM");
  if (::sendto(socket.get(), assignments.data(), assignments.size(),
               MSG_NOSIGNAL | MSG_DONTWAIT, manager_->sockaddr(),
               manager_->length()) >= 0) {
    return absl::OkStatus();
  }
  return PosixError("sendto NOTIFY_SOCKET", where);
}

}  // namespace uds::systemd
