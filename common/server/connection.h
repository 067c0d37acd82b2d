// One connection of a Server: its socket, its Session, and the bytes that the
// socket did not take yet. It makes the recv(2) and send(2) calls and decides
// what the socket should be polled for; the Server does the polling.
//
// Not for use without a Server, but for its test.
#ifndef COMMON_SERVER_CONNECTION_H_
#define COMMON_SERVER_CONNECTION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/os/unique_fd.h"
#include "common/server/session.h"

namespace uds {

// What the connections of one loop use in turn, so that none needs memory of
// its own while it waits for its peer.
struct Scratch {
  std::array<char, 64 * 1024> input;  // of one recv(2)
  std::string output;  // empty between two calls; what it holds on to is shared
};

class Connection {
 public:
  // `socket` is non-blocking. Once more than `max_unsent` bytes wait to be
  // sent, nothing is read until the peer has taken enough of them; what waits
  // is so bounded by `max_unsent` and the reply to one buffer of input.
  Connection(UniqueFd socket, std::unique_ptr<Session> session,
             size_t max_unsent);

  // To be called first: the session may be the one that speaks first.
  absl::Status Open();

  // Moves what can be moved without blocking: if `readable`, and wanted, one
  // recv(2), then send(2). An error is of this connection alone, and leaves it
  // of no use.
  absl::Status Advance(bool readable, Scratch& scratch);

  // See Session. None once the session has no more say.
  std::optional<Session::Clock::time_point> Deadline() const;

  // To be called when the deadline has passed.
  absl::Status MissDeadline();

  // All has been said and sent, and the peer has been told so by shutdown(2);
  // what it still sends is thrown away until it ends. It must not be given for
  // ever to do so.
  bool lingering() const { return shut_down_ && !over(); }

  // True when there is nothing left to do but to destroy this object: the peer
  // is gone, or all has been said and sent.
  bool over() const {
    return peer_gone_ || (phase_ == Phase::kClosing && unsent() == 0);
  }

  // Whether a server that stops should wait for it.
  bool InFlight() const;

  // Whether all that the peer has sent so far has been read, as far as is
  // known: the last recv(2) found nothing, or the end.
  bool heard_all() const { return heard_all_; }

  // EPOLLIN, EPOLLOUT or both; at least one of them unless it is over.
  uint32_t WantedEvents() const;

  int fd() const { return socket_.get(); }

  // Received and sent so far: a change is a sign of life. What is thrown away
  // does not count.
  uint64_t bytes_moved() const { return bytes_moved_; }

 private:
  enum class Phase {
    kTalking,
    kClosing,    // no more input: only `output_` is still to be sent
    kLingering,  // the same, and input is thrown away until its end
  };

  size_t unsent() const { return output_.size() - sent_; }
  bool WantsInput() const;

  void Obey(Session::Next next);
  absl::Status Move(bool readable, absl::Span<char> input);
  absl::Status Read(absl::Span<char> buffer);
  absl::Status Write();
  void Sent();

  UniqueFd socket_;
  std::unique_ptr<Session> session_;
  size_t max_unsent_;
  std::string output_;  // what the session said, of which
  size_t sent_ = 0;     // the first `sent_` bytes have left
  Phase phase_ = Phase::kTalking;
  bool shut_down_ = false;  // our sending direction is
  bool heard_all_ = false;
  bool peer_gone_ = false;
  uint64_t bytes_moved_ = 0;
};

}  // namespace uds

#endif  // COMMON_SERVER_CONNECTION_H_
