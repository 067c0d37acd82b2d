// A Listener in an epoll loop, with the one thing that loops get wrong: what to
// do when there is no room for another connection.
//
// The queue of a listener stays readable as long as somebody waits in it. A
// loop that cannot accept (EMFILE, or its own limit) and still polls would spin
// at full speed; one that gives up would never serve again. This one stops
// polling, and starts again when there may be room.
//
// Not for use without a Server, but for its test.
#ifndef COMMON_SERVER_ACCEPTOR_H_
#define COMMON_SERVER_ACCEPTOR_H_

#include <chrono>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/server/epoll.h"
#include "common/server/listener.h"

namespace uds {

// Owns the listener; borrows the poller, in which the listener has the tag
// `this`. Used by one thread.
class Acceptor {
 public:
  using Clock = std::chrono::steady_clock;

  static absl::StatusOr<std::unique_ptr<Acceptor>> Create(
      std::unique_ptr<Listener> listener, Epoll& epoll);

  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;
  // Ends the polling too, which a close(2) does not where another process has
  // the socket as well.
  ~Acceptor();

  // What there was to accept.
  struct Next {
    enum Outcome {
      kConnection,  // `socket`
      kNobody,      // the queue is empty
      kLater,       // there may be somebody, when it is polled again
    };
    Outcome outcome;
    UniqueFd socket = {};
  };

  // Takes the next connection, without blocking. An error means that the
  // listener is of no further use. At most `kMostSkipped` connections that come
  // to nothing are passed over in one call, so that refusing peers leaves time
  // to serve others.
  absl::StatusOr<Next> TakeNext(Clock::time_point now);
  static constexpr int kMostSkipped = 64;

  // Leaves clients in the queue until Resume.
  absl::Status Pause();

  // To be called when a connection has ended, and at resume_at().
  absl::Status Resume();

  bool paused() const { return paused_; }

  // When to look again although none of our connections has ended: the whole
  // system may have been out of descriptors or memory.
  std::optional<Clock::time_point> resume_at() const { return resume_at_; }

  // See Listener.
  Listener::Queue Withdraw() { return listener_->Withdraw(); }

 private:
  Acceptor(std::unique_ptr<Listener> listener, Epoll& epoll)
      : listener_(std::move(listener)), epoll_(epoll) {}

  std::unique_ptr<Listener> listener_;
  Epoll& epoll_;
  bool paused_ = false;
  std::optional<Clock::time_point> resume_at_;
};

}  // namespace uds

#endif  // COMMON_SERVER_ACCEPTOR_H_
