// One connection of a Server: its socket, its Session, and the bytes that the
// socket did not take yet. It makes the recv(2) and send(2) calls and decides
// what the socket should be polled for; the Server does the polling.
//
// Not for use without a Server, but for its test.
#ifndef COMMON_SERVER_CONNECTION_H_
#define COMMON_SERVER_CONNECTION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/os/unique_fd.h"
#include "common/server/session.h"

namespace uds {

class Connection {
 public:
  // `socket` is non-blocking. Once more than `max_unsent` bytes wait to be
  // sent, nothing is read until the peer has taken enough of them; what waits
  // is so bounded by `max_unsent` and the reply to one buffer of input.
  Connection(UniqueFd socket, std::unique_ptr<Session> session,
             size_t max_unsent);

  // Moves what can be moved without blocking: if `readable`, and wanted, one
  // recv(2) into `buffer` (scratch, not empty), then send(2). An error is of
  // this connection alone, and leaves it of no use.
  absl::Status Advance(bool readable, absl::Span<char> buffer);

  // True when there is nothing left to do but to destroy this object: the peer
  // is gone, or all has been said and sent.
  bool over() const { return peer_gone_ || (closing_ && unsent() == 0); }

  // Whether a server that stops should wait for it.
  bool InFlight() const { return unsent() > 0 || session_->InFlight(); }

  // EPOLLIN, EPOLLOUT or both; at least one of them unless it is over.
  uint32_t WantedEvents() const;

  int fd() const { return socket_.get(); }

  // Received and sent so far: a change is a sign of life.
  uint64_t bytes_moved() const { return bytes_moved_; }

 private:
  size_t unsent() const { return output_.size() - sent_; }
  bool WantsInput() const { return !closing_ && unsent() <= max_unsent_; }

  absl::Status Read(absl::Span<char> buffer);
  absl::Status Write();

  UniqueFd socket_;
  std::unique_ptr<Session> session_;
  size_t max_unsent_;
  std::string output_;    // what the session said, of which
  size_t sent_ = 0;       // the first `sent_` bytes have left
  bool closing_ = false;  // no more input: only `output_` is still to be sent
  bool peer_gone_ = false;
  uint64_t bytes_moved_ = 0;
};

}  // namespace uds

#endif  // COMMON_SERVER_CONNECTION_H_
