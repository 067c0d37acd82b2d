// The second gate: a listener around another one, which lets in only those whom
// its lists name, by what the kernel says of them. You write guard.cc.
//
//   auto guard = std::make_unique<lab::Guard>(
//       std::move(unix_listener), lab::Lists{.uids = {1000}},
//       [&log](std::string_view line) { log.Write(line); });
//   uds::Server::Create(std::move(guard), ...);
//
// The server behind it never hears of whom it refuses. Not for rights within a
// protocol: who is in may ask for anything.
#ifndef LABS_04_AUTH_LISTENER_EXERCISE_GUARD_H_
#define LABS_04_AUTH_LISTENER_EXERCISE_GUARD_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/peer/credentials.h"
#include "common/server/listener.h"
#include "labs/04_auth_listener/exercise/lists.h"

namespace lab {

// The numbers in `text`, as "1000,1001". INVALID_ARGUMENT, with the item that
// is none, for everything that is not clearly a list of them.
absl::StatusOr<std::vector<id_t>> ReadIds(std::string_view text);

class Guard : public uds::Listener {
 public:
  // Called once for each peer, with a line of lines.h. It does not block.
  using Log = std::function<void(std::string_view line)>;

  Guard(std::unique_ptr<uds::Listener> inner, Lists lists, Log log)
      : inner_(std::move(inner)),
        lists_(std::move(lists)),
        log_(std::move(log)) {}

  // Takes one connection from the inner listener. Whom the lists do not name is
  // closed without a byte read or written, and skipped; see uds::Listener.
  absl::StatusOr<uds::AcceptResult> Accept() override;

  int fd() const override { return inner_->fd(); }
  Queue Withdraw() override { return inner_->Withdraw(); }

 private:
  // OK if `peer`, who is at the other end of `socket`, may come in; else why
  // not, as a short phrase. Anything that goes wrong is a refusal.
  absl::Status Decide(const uds::PeerCredentials& peer, int socket) const;

  std::unique_ptr<uds::Listener> inner_;
  Lists lists_;
  Log log_;
};

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_EXERCISE_GUARD_H_
