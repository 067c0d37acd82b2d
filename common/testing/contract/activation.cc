#include "common/testing/contract/activation.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/os/posix_error.h"
#include "common/socket/unix_address.h"

namespace uds_testing {
namespace {

constexpr char kNotifyName[] = "notify.sock";

absl::StatusOr<uds::UniqueFd> NewNotificationSocket(const std::string& path) {
  const absl::StatusOr<uds::UnixAddress> address =
      uds::UnixAddress::FromPath(path);
  if (!address.ok()) return address.status();
  uds::UniqueFd fd(
      ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return uds::PosixError("socket", "AF_UNIX SOCK_DGRAM");
  if (::bind(fd.get(), address->sockaddr(), address->length()) != 0) {
    return uds::PosixError("bind", path);
  }
  return fd;
}

}  // namespace

absl::StatusOr<std::shared_ptr<Activation>> Activation::Create(
    const std::string& path) {
  const absl::StatusOr<uds::UnixAddress> address =
      uds::UnixAddress::Parse(path);
  if (!address.ok()) return address.status();
  absl::StatusOr<uds::BoundSocket> listener =
      uds::BoundSocket::Bind(*address, 0600);
  if (!listener.ok()) return listener.status();
  if (::listen(listener->fd(), SOMAXCONN) != 0) {
    return uds::PosixError("listen", path);
  }
  ::fcntl(listener->fd(), F_SETFL, 0);
  std::shared_ptr<Activation> activation(new Activation(*std::move(listener)));
  absl::StatusOr<uds::UniqueFd> notifications =
      NewNotificationSocket(activation->directory_.Path(kNotifyName));
  if (!notifications.ok()) return notifications.status();
  activation->notifications_ = *std::move(notifications);
  return activation;
}

std::vector<std::string> Activation::Environment() const {
  return {"LISTEN_FDS=1", "NOTIFY_SOCKET=" + directory_.Path(kNotifyName)};
}

absl::Status Activation::WaitFor(std::string_view line, absl::Duration timeout,
                                 int end_fd) {
  const absl::Time deadline = absl::Now() + timeout;
  std::array<pollfd, 2> fds = {pollfd{notifications_.get(), POLLIN, 0},
                               pollfd{end_fd, POLLIN, 0}};
  while (true) {
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) {
      return absl::DeadlineExceededError(absl::StrFormat(
          "the server did not say %s to $NOTIFY_SOCKET within %g s", line,
          absl::ToDoubleSeconds(timeout)));
    }
    ::poll(fds.data(), fds.size(), absl::ToInt64Milliseconds(left) + 1);
    // What it said before it ended counts.
    if (fds[0].revents != 0 && Take(line)) return absl::OkStatus();
    if (fds[0].revents == 0 && fds[1].revents != 0) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "the server ended without saying %s to $NOTIFY_SOCKET", line));
    }
  }
}

bool Activation::Take(std::string_view line) {
  std::array<char, 4096> buffer;
  const ssize_t size =
      ::recv(notifications_.get(), buffer.data(), buffer.size(), 0);
  if (size <= 0) return false;
  const std::vector<std::string> lines =
      absl::StrSplit(std::string(buffer.data(), size), '\n');
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

}  // namespace uds_testing
