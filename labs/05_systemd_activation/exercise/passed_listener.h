// The Listener on the sockets that were adopted: given.
//
//   std::make_unique<PassedListener>(std::move(*sockets), *std::move(epoll))
#ifndef LABS_05_SYSTEMD_ACTIVATION_EXERCISE_PASSED_LISTENER_H_
#define LABS_05_SYSTEMD_ACTIVATION_EXERCISE_PASSED_LISTENER_H_

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/server/epoll.h"
#include "common/server/listener.h"
#include "labs/05_systemd_activation/exercise/adopt.h"

namespace lab {

// Owns our descriptors of the sockets, which is not the sockets.
class PassedListener : public uds::Listener {
 public:
  static absl::StatusOr<std::unique_ptr<uds::Listener>> Create(
      std::vector<PassedSocket> sockets);

  // From each socket in turn, so that a crowd at one does not hold up the
  // others.
  absl::StatusOr<uds::AcceptResult> Accept() override;
  int fd() const override { return any_.fd(); }
  Queue Withdraw() override { return lab::Withdraw(); }

 private:
  PassedListener(std::vector<PassedSocket> sockets, uds::Epoll any)
      : sockets_(std::move(sockets)), any_(std::move(any)) {}

  std::vector<PassedSocket> sockets_;
  uds::Epoll any_;   // readable while one of them is
  size_t next_ = 0;  // whose turn it is
};

}  // namespace lab

#endif  // LABS_05_SYSTEMD_ACTIVATION_EXERCISE_PASSED_LISTENER_H_
