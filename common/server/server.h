// Serves a protocol on a listener: one epoll loop on one thread, where nothing
// blocks but the wait for the next event, and everything is bounded.
//
//   absl::StatusOr<std::unique_ptr<uds::Server>> server = uds::Server::Create(
//       std::move(listener), [](int) { return std::make_unique<Upper>(); });
//   absl::Status status = (*server)->Run(stop_signals.fd());
//
// A client that stalls, floods, vanishes or breaks the protocol costs the
// others nothing. Not for work that takes long: a Session runs in the loop.
#ifndef COMMON_SERVER_SERVER_H_
#define COMMON_SERVER_SERVER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/server/acceptor.h"
#include "common/server/connection.h"
#include "common/server/connection_table.h"
#include "common/server/epoll.h"
#include "common/server/listener.h"
#include "common/server/session.h"

namespace uds {

// Makes the Session of a new connection. `socket` is borrowed, to ask who the
// peer is; the Session must not read or write it.
using SessionFactory = std::function<std::unique_ptr<Session>(int socket)>;

struct ServerOptions {
  // At this many connections no more are accepted: clients wait in the
  // listener's queue until one ends. Where descriptors run out before that, the
  // same happens.
  size_t max_connections = 65536;

  // Bytes of replies that a connection keeps for a peer that does not take
  // them. Beyond it, nothing more is read from that peer.
  size_t max_unsent = 256 * 1024;

  // A connection on which no byte has moved for so long is closed. There is no
  // other limit on how long a peer may take over its replies; max_unsent limits
  // what they cost.
  std::chrono::milliseconds idle_timeout = std::chrono::minutes(1);

  // How long a connection may linger, see Session::kLinger.
  std::chrono::milliseconds linger_timeout = std::chrono::seconds(2);

  // How long connections may go on after the request to stop.
  std::chrono::milliseconds drain_timeout = std::chrono::seconds(5);

  // Told of what went wrong on a connection that was then closed, other than by
  // its peer; by default a line on stderr.
  std::function<void(const absl::Status&)> on_error = nullptr;
};

// Owns the listener and the connections. Used by one thread; the factory and
// the sessions are called on it.
class Server {
 public:
  static absl::StatusOr<std::unique_ptr<Server>> Create(
      std::unique_ptr<Listener> listener, SessionFactory factory,
      ServerOptions options = {});

  // Serves until `stop_fd`, borrowed, becomes readable; then drains: withdraws
  // the listener, accepts those that are already in its queue if nobody else
  // will (see Listener::Queue), finishes what is in flight for at most
  // drain_timeout, and returns. Returns an error if the listener or the poller
  // failed, after the same drain where it can. Call once.
  absl::Status Run(int stop_fd);

 private:
  using Clock = Acceptor::Clock;
  using Entry = ConnectionTable::Entry;

  Server(Epoll epoll, SessionFactory factory, ServerOptions options);

  absl::Status Turn();
  void Dispatch(const epoll_event& event);
  std::optional<std::chrono::milliseconds> UntilNextDeadline() const;
  void MeetDeadlines();

  bool draining() const { return drain_until_.has_value(); }

  int AcceptsForThisTurn();
  void AcceptSome(int most);
  void Admit(UniqueFd socket);

  void AdvanceEntry(Entry& entry, bool readable);
  void MissDeadline(Entry& entry);
  void Settle(Entry& entry, const absl::Status& status, bool done);
  void UpdateDeadline(Entry& entry);
  void UpdateWatch(Entry& entry);
  void Close(Entry& entry);
  void BeginDrain();

  Epoll epoll_;
  std::unique_ptr<Acceptor> acceptor_;  // none once its queue is drained
  SessionFactory factory_;
  ServerOptions options_;
  ConnectionTable connections_;
  absl::Status result_;  // of accepting; an error ends the service
  bool stop_requested_ = false;
  Clock::time_point now_;
  std::optional<Clock::time_point> drain_until_;  // set once it drains
  Scratch scratch_;                               // of one call at a time

  // How many to accept in one turn, and in which turn that was last done.
  int accepts_ = 1;
  uint64_t accept_turn_ = 0;
  uint64_t turn_ = 1;  // counts them, from 2: none has accepted in the first
};

}  // namespace uds

#endif  // COMMON_SERVER_SERVER_H_
