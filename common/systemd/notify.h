// Tells the service manager how far a service is. sd_notify(3)
//
//   absl::StatusOr<uds::systemd::Notifier> manager =
//       uds::systemd::Notifier::FromEnvironment();
//   ...
//   absl::Status told = manager->Notify(uds::systemd::kReady);
//
// A unit of Type=notify is "starting" until it has said READY=1: what is
// ordered after it waits until it really serves. Not for a watchdog, nor for
// the storage of descriptors.
#ifndef COMMON_SYSTEMD_NOTIFY_H_
#define COMMON_SYSTEMD_NOTIFY_H_

#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/socket/unix_address.h"

namespace uds::systemd {

inline constexpr std::string_view kReady = "READY=1";
inline constexpr std::string_view kStopping = "STOPPING=1";

// A value; holds no descriptor.
class Notifier {
 public:
  // Reads NOTIFY_SOCKET, a path or an abstract @NAME, and removes it from the
  // environment, so that a child does not speak for us. Call it before other
  // threads. Where it is not set, nobody wants to know, and Notify does
  // nothing. INVALID_ARGUMENT names a value that is neither; it stays.
  static absl::StatusOr<Notifier> FromEnvironment();

  // Sends one datagram: `assignments`, lines of "NAME=value". Does not block:
  // UNAVAILABLE where the manager's queue is full or it is gone. Other errors
  // are those of socket(2) and sendto(2). Whoever fails to say that it is ready
  // will be ended by a manager that waits for it, so that is worth an error.
  absl::Status Notify(std::string_view assignments) const;

 private:
  explicit Notifier(std::optional<UnixAddress> manager)
      : manager_(std::move(manager)) {}

  std::optional<UnixAddress> manager_;
};

}  // namespace uds::systemd

#endif  // COMMON_SYSTEMD_NOTIFY_H_
