#include "tools/bench/load.h"

#include <sys/epoll.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "common/socket/stream_socket.h"

namespace tools {

absl::StatusOr<std::unique_ptr<Load>> Load::Create(
    const uds::UnixAddress& address, Exchange exchange, LoadOptions options) {
  absl::StatusOr<uds::Epoll> epoll = uds::Epoll::Create();
  if (!epoll.ok()) return epoll.status();
  std::unique_ptr<Load> load(
      new Load(*std::move(epoll), address, std::move(exchange), options));
  if (options.connect_each_time) return load;
  for (Client& client : load->clients_) {
    absl::Status opened = load->Open(client);
    if (!opened.ok()) return opened;
  }
  return load;
}

Load::Load(uds::Epoll epoll, const uds::UnixAddress& address, Exchange exchange,
           LoadOptions options)
    : epoll_(std::move(epoll)),
      address_(address),
      exchange_(std::move(exchange)),
      options_(options),
      clients_(options.connections) {}

absl::Status Load::Open(Client& client) {
  absl::StatusOr<uds::UniqueFd> socket =
      uds::Connect(address_, options_.connect_patience);
  if (!socket.ok()) return socket.status();
  client.socket = *std::move(socket);
  client.greeting_due = !exchange_.greeting.empty();
  client.watches_room = false;
  return epoll_.Add(client.socket.get(), EPOLLIN, &client);
}

bool Load::MayAsk() const { return now_ < end_ && asked_ < bounds_.answers; }

absl::StatusOr<LoadResult> Load::Run(const LoadBounds& bounds) {
  const Clock::time_point begin = Clock::now();
  bounds_ = bounds;
  result_ = LoadResult();
  now_ = begin;
  end_ = begin + bounds.time;
  asked_ = 0;
  for (Client& client : clients_) {
    if (!MayAsk()) break;
    absl::Status begun = Begin(client);
    if (!begun.ok()) return begun;
  }
  while (under_way_ > 0 && now_ < last_begun_ + bounds.patience) {
    absl::Status turned = Turn();
    if (!turned.ok()) return turned;
  }
  GiveUp();
  result_.wall = Clock::now() - begin;
  return result_;
}

absl::Status Load::Turn() {
  // Short enough that the end is not missed; under load it never passes.
  const absl::StatusOr<absl::Span<const epoll_event>> events =
      epoll_.Wait(std::chrono::milliseconds(10));
  if (!events.ok()) return events.status();
  for (const epoll_event& event : *events) {
    Client& client = *static_cast<Client*>(event.data.ptr);
    absl::Status status = absl::OkStatus();
    if ((event.events & EPOLLOUT) != 0) status = SendSome(client);
    if (status.ok() && (event.events & ~EPOLLOUT) != 0) {
      status = ReceiveSome(client);
    }
    if (!status.ok()) return status;
  }
  now_ = Clock::now();
  return absl::OkStatus();
}

absl::Status Load::Begin(Client& client) {
  client.begun = last_begun_ = Clock::now();
  client.sent = client.received = 0;
  client.asking = true;
  ++asked_;
  ++under_way_;
  if (options_.connect_each_time) {
    absl::Status opened = Open(client);
    // As where one waits for an answer: see GiveUp.
    if (absl::IsDeadlineExceeded(opened)) return absl::OkStatus();
    if (!opened.ok()) return opened;
  }
  return SendSome(client);
}

absl::Status Load::SendSome(Client& client) {
  const std::string_view unsent =
      std::string_view(exchange_.request).substr(client.sent);
  const absl::StatusOr<uds::Transfer> sent =
      uds::Send(client.socket.get(), unsent);
  if (!sent.ok()) return sent.status();
  if (sent->outcome == uds::Transfer::kPeerGone) {
    return absl::DataLossError("the server closed before a request");
  }
  client.sent += sent->bytes;
  const bool watch = client.sent < exchange_.request.size();
  if (watch == client.watches_room) return absl::OkStatus();
  client.watches_room = watch;
  return epoll_.Modify(client.socket.get(),
                       watch ? EPOLLIN | EPOLLOUT : EPOLLIN, &client);
}

absl::Status Load::ReceiveSome(Client& client) {
  const absl::StatusOr<uds::Transfer> got =
      uds::Receive(client.socket.get(), absl::MakeSpan(buffer_));
  if (!got.ok()) return got.status();
  if (got->outcome == uds::Transfer::kWouldBlock) return absl::OkStatus();
  if (got->outcome != uds::Transfer::kDone) {
    return absl::DataLossError("the server closed instead of an answer");
  }
  const absl::StatusOr<bool> complete =
      Take(client, std::string_view(buffer_.data(), got->bytes));
  if (!complete.ok()) return complete.status();
  return *complete ? Finish(client) : absl::OkStatus();
}

absl::StatusOr<bool> Load::Take(Client& client, std::string_view piece) {
  if (client.greeting_due) {
    const std::string_view due =
        std::string_view(exchange_.greeting).substr(client.received);
    const size_t common = std::min(due.size(), piece.size());
    if (due.substr(0, common) != piece.substr(0, common)) {
      return absl::DataLossError("a wrong greeting");
    }
    piece.remove_prefix(common);
    client.received += common;
    if (common < due.size()) return false;
    client.greeting_due = false;
    client.received = 0;
  }
  if (!client.asking || !exchange_.Fits(client.received, piece)) {
    return absl::DataLossError("a wrong answer");
  }
  client.received += piece.size();
  return client.received == exchange_.answer_bytes;
}

absl::Status Load::Finish(Client& client) {
  const Clock::time_point now = Clock::now();
  result_.latency.Add(now - client.begun);
  ++result_.answers;
  --under_way_;
  client.asking = false;
  // The kernel forgets a socket that is closed. epoll(7)
  if (options_.connect_each_time) client.socket.Reset();
  now_ = now;
  return MayAsk() ? Begin(client) : absl::OkStatus();
}

void Load::GiveUp() {
  now_ = Clock::now();
  for (Client& client : clients_) {
    if (!client.asking) continue;
    client.asking = false;
    client.socket.Reset();
    result_.latency.Add(now_ - client.begun);
    ++result_.unanswered;
    --under_way_;
  }
}

}  // namespace tools
