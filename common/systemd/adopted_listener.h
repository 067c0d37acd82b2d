// The Listener on sockets that a service manager has made, and keeps.
//
//   absl::StatusOr<std::vector<uds::systemd::PassedSocket>> sockets =
//       uds::systemd::AdoptListeners();
//   absl::StatusOr<std::unique_ptr<uds::Listener>> listener =
//       uds::systemd::AdoptedListener::Create(*std::move(sockets));
//
// The manager still holds each socket, and its file is the manager's. So when
// the server stops, nothing is removed, and nobody is turned away: who waits in
// the queue, or comes later, is served by the next instance, which the manager
// starts for them.
//
// Not for a socket of one's own: that is UnixListener.
#ifndef COMMON_SYSTEMD_ADOPTED_LISTENER_H_
#define COMMON_SYSTEMD_ADOPTED_LISTENER_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "common/server/epoll.h"
#include "common/server/listener.h"
#include "common/systemd/activation.h"

namespace uds::systemd {

// Owns our descriptors of the sockets, which is not the sockets.
class AdoptedListener : public Listener {
 public:
  // Of one socket or of several, from which connections are taken in turn, so
  // that a crowd at one does not hold up the others. INVALID_ARGUMENT if there
  // is none; else an error of epoll(7).
  //
  // `on_withdraw`, which may be null, is called when the server begins to
  // drain: the time for STOPPING=1, see Notifier.
  static absl::StatusOr<std::unique_ptr<Listener>> Create(
      std::vector<PassedSocket> sockets,
      std::function<void()> on_withdraw = nullptr);

  absl::StatusOr<AcceptResult> Accept() override;
  int fd() const override;
  Queue Withdraw() override;

 private:
  AdoptedListener(std::vector<PassedSocket> sockets,
                  std::function<void()> on_withdraw);

  std::vector<PassedSocket> sockets_;
  std::optional<Epoll> any_;  // of several
  size_t next_ = 0;           // whose turn it is
  std::function<void()> on_withdraw_;
};

}  // namespace uds::systemd

#endif  // COMMON_SYSTEMD_ADOPTED_LISTENER_H_
