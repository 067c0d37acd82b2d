// A Listener that wraps another one, and lets only those in whom a policy
// admits.
//
//   uds::LineLog log(STDERR_FILENO);
//   auto listener = std::make_unique<uds::AuthListener>(
//       std::move(unix_listener), std::move(policy),
//       [&log](std::string_view line) { log.Write(line); });
//   uds::Server::Create(std::move(listener), ...);
//
// The server behind it, and its protocol, never hear of a refused peer: that is
// why it is a listener, and no check in a handler, which would come after the
// peer's bytes have been read and parsed.
//
// Threat: see AccessPolicy. Who floods it with connections to be refused costs
// the others what an accept4(2), a getsockopt(2) and a close(2) cost, and one
// line of the log each; a loop should not take more than some of them in one
// turn, see Acceptor::kMostSkipped. Nobody is ever made to wait for a refusal.
//
// Not for rights within a protocol: who is in may ask for anything. Not for an
// inner listener of TCP or datagram sockets: they have no peer that the kernel
// knows, so all would be refused.
#ifndef COMMON_SERVER_AUTH_LISTENER_H_
#define COMMON_SERVER_AUTH_LISTENER_H_

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "common/peer/access_policy.h"
#include "common/server/listener.h"

namespace uds {

class AuthListener : public Listener {
 public:
  // Called once for each peer, in the loop, so it must not block (see LineLog):
  //
  //   Accepted connection from UID=1000 PID=121373 GID=1000
  //   Rejected connection: UID 0 (only UID 1000 allowed) PID=121380 GID=0
  //   Rejected connection: peer unknown (getsockopt SO_PEERCRED(7): ...)
  //
  // One line, with its newline. Nothing in it is text that a peer chose. The
  // pid is for a reader to look for, not for a decision: see AccessPolicy. Null
  // for no log.
  using Log = std::function<void(std::string_view line)>;

  AuthListener(std::unique_ptr<Listener> inner, AccessPolicy policy, Log log)
      : inner_(std::move(inner)),
        policy_(std::move(policy)),
        log_(std::move(log)) {}

  // Takes one from the inner listener. A peer that the policy refuses, or about
  // whom the kernel cannot be asked, is closed without a byte read or written,
  // and skipped: it finds the end of the stream or, where it has sent something
  // already, ECONNRESET. Errors are those of the inner listener alone.
  absl::StatusOr<AcceptResult> Accept() override;

  int fd() const override { return inner_->fd(); }
  Queue Withdraw() override { return inner_->Withdraw(); }

 private:
  bool Admits(int socket) const;

  std::unique_ptr<Listener> inner_;
  AccessPolicy policy_;
  Log log_;
};

}  // namespace uds

#endif  // COMMON_SERVER_AUTH_LISTENER_H_
