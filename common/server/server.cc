#include "common/server/server.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "common/server/line_log.h"

namespace uds {
namespace {

// After so many accepts, and refusals, it is the turn of the others.
constexpr int kAcceptsPerTurn = 64;

// Of one connection, while draining; what is left shows itself by an event.
constexpr int kReadsPerTurn = 16;

char kStopTag;  // of the descriptor that is neither listener nor connection

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Create(
    std::unique_ptr<Listener> listener, SessionFactory factory,
    ServerOptions options) {
  absl::StatusOr<Epoll> epoll = Epoll::Create();
  if (!epoll.ok()) return epoll.status();
  if (!options.on_error) {
    options.on_error =
        [log = LineLog(STDERR_FILENO)](const absl::Status& status) mutable {
          log.Write(status.ToString() + "\n");
        };
  }
  std::unique_ptr<Server> server(
      new Server(*std::move(epoll), std::move(factory), std::move(options)));
  absl::StatusOr<std::unique_ptr<Acceptor>> acceptor =
      Acceptor::Create(std::move(listener), server->epoll_);
  if (!acceptor.ok()) return acceptor.status();
  server->acceptor_ = *std::move(acceptor);
  return server;
}

Server::Server(Epoll epoll, SessionFactory factory, ServerOptions options)
    : epoll_(std::move(epoll)),
      factory_(std::move(factory)),
      options_(std::move(options)),
      connections_(options_.idle_timeout),
      now_(Clock::now()) {}

absl::Status Server::Run(int stop_fd) {
  absl::Status status = epoll_.Add(stop_fd, EPOLLIN, &kStopTag);
  while (status.ok() && !stop_requested_ && result_.ok()) status = Turn();
  if (!status.ok()) return status;
  status = epoll_.Remove(stop_fd);  // it would stay readable
  if (!status.ok()) return status;
  BeginDrain();
  while (status.ok() && (acceptor_ != nullptr || !connections_.empty())) {
    status = Turn();
  }
  return status.ok() ? result_ : status;
}

absl::Status Server::Turn() {
  const auto events = epoll_.Wait(UntilNextDeadline());
  if (!events.ok()) return events.status();
  now_ = Clock::now();
  ++turn_;
  for (const epoll_event& event : *events) Dispatch(event);
  MeetDeadlines();
  // Nobody new comes to a listener that is withdrawn, so once there is room
  // again no event may tell whether its queue is empty.
  if (draining() && acceptor_ != nullptr && !acceptor_->paused()) {
    AcceptSome(kAcceptsPerTurn);
  }
  return absl::OkStatus();
}

void Server::Dispatch(const epoll_event& event) {
  if (event.data.ptr == &kStopTag) {
    stop_requested_ = true;
  } else if (event.data.ptr == acceptor_.get()) {
    AcceptSome(AcceptsForThisTurn());
    // It would be reported for ever, the second also while the acceptor is
    // paused, and nobody can come any more.
    const bool shut_down = (event.events & (EPOLLRDHUP | EPOLLHUP)) != 0;
    if (shut_down && !draining() && result_.ok()) {
      result_ = absl::FailedPreconditionError(
          "the listening socket was shut down, by this or another process that "
          "has it");
    }
  } else {
    // Whatever is not EPOLLOUT, a hang-up too, shows itself on reading.
    AdvanceEntry(*static_cast<Entry*>(event.data.ptr),
                 (event.events & ~EPOLLOUT) != 0);
  }
}

std::optional<std::chrono::milliseconds> Server::UntilNextDeadline() const {
  using Deadline = std::optional<Clock::time_point>;
  Deadline next = connections_.NextDeadline();
  for (const Deadline& other :
       {drain_until_, acceptor_ ? acceptor_->resume_at() : std::nullopt}) {
    if (other.has_value()) next = std::min(next.value_or(*other), *other);
  }
  if (!next.has_value()) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(*next - Clock::now());
}

void Server::MeetDeadlines() {
  if (acceptor_ != nullptr && acceptor_->resume_at().has_value() &&
      *acceptor_->resume_at() <= now_) {
    result_.Update(acceptor_->Resume());
  }
  const bool all = draining() && *drain_until_ <= now_;
  if (all || (draining() && !result_.ok())) acceptor_.reset();
  while (Entry* const due = connections_.FirstDue(now_)) MissDeadline(*due);
  while (Entry* const idle = connections_.FirstIdle(now_)) Close(*idle);
  if (!all) return;
  for (Entry* const entry : connections_.All()) Close(*entry);
}

// Of a lone client the first accept4(2) gets all that there is, and a second
// would cost it time to find nothing. Where somebody waits in turn after turn,
// there may be many.
int Server::AcceptsForThisTurn() {
  const bool again = turn_ == std::exchange(accept_turn_, turn_) + 1;
  accepts_ = again ? std::min(2 * accepts_, kAcceptsPerTurn) : 1;
  return accepts_;
}

void Server::AcceptSome(int most) {
  for (int i = 0; i < most && result_.ok(); ++i) {
    if (connections_.size() >= options_.max_connections) {
      result_ = acceptor_->Pause();
      return;
    }
    absl::StatusOr<Acceptor::Next> next = acceptor_->TakeNext(now_);
    if (!next.ok()) result_ = next.status();
    if (!next.ok()) return;
    if (next->outcome == Acceptor::Next::kLater) {
      // Were the queue empty by now, no event would ever tell.
      if (draining() && !acceptor_->paused()) continue;
      return;
    }
    if (next->outcome == Acceptor::Next::kNobody) {
      // Nobody new can come once the listener is withdrawn.
      if (draining()) acceptor_.reset();
      return;
    }
    Admit(std::move(next->socket));
  }
}

void Server::Admit(UniqueFd socket) {
  std::unique_ptr<Session> session = factory_(socket.get());
  Entry& entry = connections_.Add(
      Connection(std::move(socket), std::move(session), options_.max_unsent),
      now_);
  entry.watched_events = entry.connection.WantedEvents();
  absl::Status status =
      epoll_.Add(entry.connection.fd(), entry.watched_events, &entry);
  if (status.ok()) status = entry.connection.Open();
  if (status.ok() && draining() && !entry.connection.over()) {
    AdvanceEntry(entry, /*readable=*/true);
  } else {
    Settle(entry, status, /*done=*/false);
  }
}

void Server::AdvanceEntry(Entry& entry, bool readable) {
  Connection& connection = entry.connection;
  absl::Status status = connection.Advance(readable, scratch_);
  if (!draining()) return Settle(entry, status, /*done=*/false);
  // What the kernel has taken for us from the peer is owed an answer too, and
  // only a recv(2) that finds nothing tells that there is no more.
  for (int i = 0; i < kReadsPerTurn && status.ok() && !connection.over() &&
                  !connection.InFlight() && !connection.heard_all();
       ++i) {
    status = connection.Advance(/*readable=*/true, scratch_);
  }
  Settle(entry, status, connection.heard_all() && !connection.InFlight());
}

void Server::MissDeadline(Entry& entry) {
  if (entry.connection.lingering()) return Close(entry);
  Settle(entry, entry.connection.MissDeadline(), /*done=*/false);
}

// After all that can happen to a connection.
void Server::Settle(Entry& entry, const absl::Status& status, bool done) {
  if (!status.ok()) options_.on_error(status);
  if (!status.ok() || entry.connection.over() || done) return Close(entry);
  connections_.NoteProgress(entry, now_);
  UpdateDeadline(entry);
  UpdateWatch(entry);
}

void Server::UpdateDeadline(Entry& entry) {
  std::optional<Clock::time_point> deadline = entry.connection.Deadline();
  if (entry.connection.lingering()) {
    // Nothing that the peer still sends prolongs it.
    deadline = std::exchange(entry.lingers, true)
                   ? entry.deadline()
                   : now_ + options_.linger_timeout;
  }
  connections_.SetDeadline(entry, deadline);
}

void Server::UpdateWatch(Entry& entry) {
  const uint32_t wanted = entry.connection.WantedEvents();
  if (wanted == entry.watched_events) return;
  const absl::Status modified =
      epoll_.Modify(entry.connection.fd(), wanted, &entry);
  if (modified.ok()) {
    entry.watched_events = wanted;
  } else {
    options_.on_error(modified);
    Close(entry);
  }
}

void Server::Close(Entry& entry) {
  // A close(2) ends the polling only where nobody else has the socket too, as a
  // debugger may by pidfd_getfd(2): events would go on to come for what is
  // gone. It fails where it was never added.
  epoll_.Remove(entry.connection.fd()).IgnoreError();
  connections_.Remove(entry);
  // A place and a descriptor are free again.
  if (acceptor_ != nullptr) result_.Update(acceptor_->Resume());
}

void Server::BeginDrain() {
  drain_until_ = now_ + options_.drain_timeout;
  const Listener::Queue queue = acceptor_->Withdraw();
  for (Entry* const entry : connections_.All()) {
    AdvanceEntry(*entry, /*readable=*/true);
  }
  if (queue == Listener::Queue::kShared) acceptor_.reset();
  if (acceptor_ == nullptr) return;
  // Who is in the queue believes to be connected, and may have sent a request.
  // Where there is no room for all at once, the rest follows as others end.
  AcceptSome(SOMAXCONN);
  if (!result_.ok()) acceptor_.reset();
}

}  // namespace uds
