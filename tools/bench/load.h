// Clients of a server, all in one thread, each of which asks as soon as it has
// its answer.
//
//   absl::StatusOr<std::unique_ptr<Load>> load =
//       Load::Create(address, exchange, {.connections = 32});
//   (*load)->Run(warm_up);
//   absl::StatusOr<LoadResult> result = (*load)->Run({.time = one_second});
//   // result->answers, result->latency.Quantile(0.99)
//
// A closed loop: it says what a request costs, and how long one takes when so
// many are under way. Not for how a server does under requests that come at a
// rate of their own.
#ifndef TOOLS_BENCH_LOAD_H_
#define TOOLS_BENCH_LOAD_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/server/epoll.h"
#include "common/socket/unix_address.h"
#include "tools/bench/exchange.h"
#include "tools/bench/histogram.h"

namespace tools {

struct LoadOptions {
  size_t connections = 1;

  // A connection for each request, closed by us after the answer; else the
  // connections stay.
  bool connect_each_time = false;

  // How long connect(2) may wait for room in the server's backlog.
  std::chrono::milliseconds connect_patience = std::chrono::seconds(30);
};

// When a run asks no more: whichever is first.
struct LoadBounds {
  std::chrono::nanoseconds time = std::chrono::hours(1);
  uint64_t answers = std::numeric_limits<uint64_t>::max();

  // How long answers may take after the last request was begun.
  std::chrono::nanoseconds patience = std::chrono::seconds(30);
};

struct LoadResult {
  uint64_t answers = 0;
  Histogram latency;  // from before the request, or its connect, to the answer
  std::chrono::nanoseconds wall = {};

  // Requests whose answer was not there after all patience. Each is in
  // `latency` with the time that it had waited.
  uint64_t unanswered = 0;
};

// Owns the connections. Used by one thread.
class Load {
 public:
  // Opens the connections, unless each request does. `exchange` is that of the
  // server at `address`.
  static absl::StatusOr<std::unique_ptr<Load>> Create(
      const uds::UnixAddress& address, Exchange exchange, LoadOptions options);

  // Asks and asks again; afterwards nothing is under way. Where requests were
  // left unanswered their connections are closed: unless each request has its
  // own, this was the last run then. Blocks. DATA_LOSS for a wrong answer, or
  // where the server closes instead.
  absl::StatusOr<LoadResult> Run(const LoadBounds& bounds);

 private:
  using Clock = std::chrono::steady_clock;

  struct Client {
    uds::UniqueFd socket;
    Clock::time_point begun = {};
    size_t sent = 0;
    size_t received = 0;  // of the answer; of the greeting while that is due
    bool greeting_due = false;
    bool watches_room = false;  // EPOLLOUT too
    bool asking = false;
  };

  Load(uds::Epoll epoll, const uds::UnixAddress& address, Exchange exchange,
       LoadOptions options);

  absl::Status Open(Client& client);
  absl::Status Begin(Client& client);
  absl::Status SendSome(Client& client);
  absl::Status ReceiveSome(Client& client);
  absl::StatusOr<bool> Take(Client& client, std::string_view piece);
  absl::Status Finish(Client& client);
  absl::Status Turn();
  bool MayAsk() const;
  void GiveUp();

  uds::Epoll epoll_;
  const uds::UnixAddress address_;
  const Exchange exchange_;
  const LoadOptions options_;
  std::vector<Client> clients_;

  LoadBounds bounds_;
  Clock::time_point end_;
  Clock::time_point now_;
  Clock::time_point last_begun_;
  uint64_t asked_ = 0;
  size_t under_way_ = 0;
  LoadResult result_;
  std::array<char, 64 * 1024> buffer_;
};

}  // namespace tools

#endif  // TOOLS_BENCH_LOAD_H_
