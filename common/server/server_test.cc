#include "common/server/server.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/os/unique_fd.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using std::chrono::milliseconds;

// Echoes; "hold" keeps it in flight until the peer half-closes, "hurry" sets a
// deadline in the near future, "linger" is its last word.
class Echo : public Session {
 public:
  Next OnBytes(std::string_view bytes, std::string& out) override {
    if (bytes == "hold") in_flight_ = true;
    if (bytes == "hurry") deadline_ = Clock::now() + milliseconds(20);
    out.append(bytes);
    return bytes == "linger" ? kLinger : kContinue;
  }
  std::optional<Clock::time_point> Deadline() const override {
    return deadline_;
  }
  void OnDeadline(std::string& out) override { out.append("too late"); }
  void OnEndOfStream(std::string& out) override {
    out.append(" (end)");
    in_flight_ = false;
  }
  bool InFlight() const override { return in_flight_; }

 private:
  bool in_flight_ = false;
  std::optional<Clock::time_point> deadline_;
};

// Stands before the real listener, and answers the next calls of Accept as the
// test wants.
class ScriptedListener : public Listener {
 public:
  ScriptedListener(std::unique_ptr<Listener> inner,
                   std::vector<absl::StatusOr<AcceptResult::Outcome>> script,
                   std::atomic<int>& calls)
      : inner_(std::move(inner)), script_(std::move(script)), calls_(calls) {}

  absl::StatusOr<AcceptResult> Accept() override {
    const size_t call = calls_++;
    if (call >= script_.size()) return inner_->Accept();
    if (!script_[call].ok()) return script_[call].status();
    return AcceptResult{*script_[call], {}};
  }
  int fd() const override { return inner_->fd(); }
  Queue Withdraw() override { return inner_->Withdraw(); }

 private:
  std::unique_ptr<Listener> inner_;
  std::vector<absl::StatusOr<AcceptResult::Outcome>> script_;
  std::atomic<int>& calls_;
};

// Notes the order of the calls: 'A' for Accept, 'W' for Withdraw.
class RecordingListener : public Listener {
 public:
  RecordingListener(std::unique_ptr<Listener> inner, std::string& calls)
      : inner_(std::move(inner)), calls_(calls) {}

  absl::StatusOr<AcceptResult> Accept() override {
    calls_.push_back('A');
    return inner_->Accept();
  }
  int fd() const override { return inner_->fd(); }
  Queue Withdraw() override {
    calls_.push_back('W');
    return inner_->Withdraw();
  }

 private:
  std::unique_ptr<Listener> inner_;
  std::string& calls_;
};

class ServerTest : public ::testing::Test {
 protected:
  ~ServerTest() override {
    if (thread_.joinable()) Stop().IgnoreError();
  }

  std::unique_ptr<Listener> NewListener() {
    return UnixListener::Create(address_, 0600).value();
  }

  void Start(ServerOptions options = {},
             std::unique_ptr<Listener> listener = nullptr) {
    if (listener == nullptr) listener = NewListener();
    StartThis(Server::Create(
                  std::move(listener),
                  [](int) { return std::make_unique<Echo>(); },
                  std::move(options))
                  .value());
  }

  void StartThis(std::unique_ptr<Server> server) {
    auto [end, trigger] = SocketPair().value();
    trigger_ = std::move(trigger);
    thread_ =
        std::thread([this, server = std::move(server), stop = std::move(end)] {
          result_ = server->Run(stop.get());
        });
  }

  void RequestStop() { trigger_.Reset(); }

  // In this thread, until it has drained.
  void RunWithStopAlreadyRequested(std::unique_ptr<Listener> listener,
                                   ServerOptions options = {}) {
    const auto server =
        Server::Create(
            std::move(listener), [](int) { return std::make_unique<Echo>(); },
            std::move(options))
            .value();
    auto [stop, trigger] = SocketPair().value();
    trigger.Reset();
    EXPECT_EQ(server->Run(stop.get()), absl::OkStatus());
  }

  absl::Status Stop() {
    RequestStop();
    thread_.join();
    return result_;
  }

  UniqueFd Client() { return Connect(address_).value(); }

  std::atomic<int> calls_ = 0;  // of a ScriptedListener; outlives the server
  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("s");
  const UnixAddress address_ = UnixAddress::FromPath(path_).value();
  UniqueFd trigger_;
  std::thread thread_;
  absl::Status result_;
};

// Waits for bytes, at most 30 s; "" at the end of the stream.
std::string Read(const UniqueFd& fd) {
  pollfd request{.fd = fd.get(), .events = POLLIN, .revents = 0};
  if (::poll(&request, 1, 30'000) != 1) return "(nothing in 30 s)";
  std::array<char, 4096> buffer;
  const Transfer part = Receive(fd.get(), absl::MakeSpan(buffer)).value();
  return std::string(buffer.data(), part.bytes);
}

std::string ReadAll(const UniqueFd& fd) {
  std::string all;
  for (std::string part = Read(fd); !part.empty(); part = Read(fd)) all += part;
  return all;
}

std::string Ask(const UniqueFd& fd, std::string_view question) {
  EXPECT_EQ(Send(fd.get(), question)->outcome, Transfer::kDone);
  return Read(fd);
}

TEST_F(ServerTest, AnswersAndStopsAtOnceWhenAsked) {
  Start({.drain_timeout = std::chrono::hours(1)});
  const UniqueFd client = Client();
  EXPECT_EQ(Ask(client, "ping"), "ping");
  EXPECT_EQ(Stop(), absl::OkStatus());
  EXPECT_EQ(Read(client), "");
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(ServerTest, AHalfClosingClientGetsItsAnswer) {
  Start();
  const UniqueFd client = Client();
  ASSERT_TRUE(Send(client.get(), "last words").ok());
  ASSERT_EQ(::shutdown(client.get(), SHUT_WR), 0);
  EXPECT_EQ(ReadAll(client), "last words (end)");
}

TEST_F(ServerTest, AClientThatStallsWithItsReplyUnreadDelaysNobody) {
  Start({.max_unsent = 1000});
  const UniqueFd stalled = Client();
  const std::string flood(1 << 20, 'x');
  // The server stops reading, so the flood is taken only up to the size of the
  // buffers.
  pollfd room{.fd = stalled.get(), .events = POLLOUT, .revents = 0};
  size_t taken = 0;
  while (::poll(&room, 1, 50) == 1 && taken < 16 * flood.size()) {
    taken += Send(stalled.get(), flood)->bytes;
  }
  EXPECT_LT(taken, 4 * flood.size());
  EXPECT_EQ(Ask(Client(), "ping"), "ping");
}

TEST_F(ServerTest, AClientThatVanishesHarmsNobody) {
  Start();
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(Send(Client().get(), "and gone").ok());
  }
  EXPECT_EQ(Ask(Client(), "ping"), "ping");
}

TEST_F(ServerTest, ClosesAConnectionOnWhichNothingMoves) {
  Start({.idle_timeout = milliseconds(500)});
  const UniqueFd silent = Client();
  EXPECT_EQ(Read(silent), "");
  EXPECT_EQ(Ask(Client(), "ping"), "ping");
}

TEST_F(ServerTest, ABusyConnectionDoesNotKeepAnIdleOneOpen) {
  Start({.idle_timeout = std::chrono::seconds(1)});
  const UniqueFd busy = Client();
  EXPECT_EQ(Ask(busy, "first"), "first");  // so it is the older one
  const UniqueFd idle = Client();
  pollfd closed{.fd = idle.get(), .events = POLLIN, .revents = 0};
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (::poll(&closed, 1, 0) == 0 &&
         std::chrono::steady_clock::now() < deadline) {
    ASSERT_EQ(Ask(busy, "busy"), "busy");
  }
  EXPECT_NE(closed.revents, 0);
}

TEST_F(ServerTest, KeepsTheDeadlinesOfItsSessions) {
  Start();
  const UniqueFd patient = Client();
  EXPECT_EQ(Ask(patient, "ping"), "ping");
  const UniqueFd late = Client();
  ASSERT_TRUE(Send(late.get(), "hurry").ok());
  EXPECT_EQ(ReadAll(late), "hurrytoo late");
  EXPECT_EQ(Ask(patient, "still there"), "still there");
}

TEST_F(ServerTest, ADeadlineOfAClientThatVanishedHarmsNobody) {
  Start();
  {
    const UniqueFd gone = Client();
    EXPECT_EQ(Ask(gone, "hurry").substr(0, 5), "hurry");
  }
  const UniqueFd late = Client();
  ASSERT_TRUE(Send(late.get(), "hurry").ok());
  EXPECT_EQ(ReadAll(late), "hurrytoo late");
}

TEST_F(ServerTest, LingersForAsLongAsItMayAndNotLonger) {
  Start({.linger_timeout = milliseconds(50)});
  const UniqueFd client = Client();
  EXPECT_EQ(Ask(client, "linger"), "linger");
  EXPECT_EQ(Read(client), "");
  // It never ends its side, and sends on: that does not keep it open.
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(20);
  Transfer::Outcome sent = Transfer::kDone;
  while (sent != Transfer::kPeerGone &&
         std::chrono::steady_clock::now() < deadline) {
    sent = Send(client.get(), "more")->outcome;
  }
  EXPECT_EQ(sent, Transfer::kPeerGone);
  EXPECT_EQ(Ask(Client(), "ping"), "ping");
}

TEST_F(ServerTest, AtTheMostConnectionsTheNextOneWaitsForItsTurn) {
  Start({.max_connections = 2});
  UniqueFd first = Client();
  const UniqueFd second = Client();
  EXPECT_EQ(Ask(first, "1") + Ask(second, "2"), "12");
  const UniqueFd third = Client();
  ASSERT_TRUE(Send(third.get(), "3").ok());
  // One turn in which it could be accepted, and one in which it could be read.
  EXPECT_EQ(Ask(first, "still") + Ask(first, "there"), "stillthere");
  pollfd request{.fd = third.get(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&request, 1, 0), 0);
  first.Reset();
  EXPECT_EQ(Read(third), "3");
}

TEST_F(ServerTest, ForALoneClientAcceptsOnce) {
  Start({}, std::make_unique<ScriptedListener>(
                NewListener(),
                std::vector<absl::StatusOr<AcceptResult::Outcome>>{}, calls_));
  for (int clients = 1; clients <= 3; ++clients) {
    EXPECT_EQ(Ask(Client(), "ping"), "ping");
    EXPECT_EQ(calls_, clients);
  }
}

TEST_F(ServerTest, OfManyThatWaitAcceptsMoreInEachTurn) {
  std::unique_ptr<Listener> listener = NewListener();
  std::vector<UniqueFd> waiting;
  for (int i = 0; i < 200; ++i) waiting.push_back(Client());
  Start({}, std::make_unique<ScriptedListener>(
                std::move(listener),
                std::vector<absl::StatusOr<AcceptResult::Outcome>>{}, calls_));
  // The last is served soon, though each turn serves the others as well.
  EXPECT_EQ(Ask(waiting.back(), "ping"), "ping");
  EXPECT_GE(calls_, 200);
  EXPECT_EQ(Ask(Client(), "ping"), "ping");
  EXPECT_LE(calls_, 200 + 1 + 2);  // and perhaps a look at the empty queue
}

TEST_F(ServerTest, ForgetsAConnectionThatSomebodyElseHoldsOpen) {
  std::atomic<int> copy = -1;
  auto server = Server::Create(NewListener(), [&copy](int socket) {
    if (copy < 0) copy = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
    return std::make_unique<Echo>();
  });
  StartThis(*std::move(server));
  EXPECT_EQ(Ask(Client(), "ping"), "ping");
  // The end of that client stays to be read in the copy, turn after turn.
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Ask(Client(), "ping"), "ping");
  EXPECT_EQ(Stop(), absl::OkStatus());
  ::close(copy);
}

TEST_F(ServerTest, GoesOnAfterConnectionsThatCameToNothing) {
  Start({}, std::make_unique<ScriptedListener>(
                NewListener(),
                std::vector<absl::StatusOr<AcceptResult::Outcome>>(
                    500, AcceptResult::kSkipped),
                calls_));
  EXPECT_EQ(Ask(Client(), "ping"), "ping");
}

TEST_F(ServerTest, OutOfDescriptorsItDoesNotSpinAndThenRecovers) {
  Start({}, std::make_unique<ScriptedListener>(
                NewListener(),
                std::vector<absl::StatusOr<AcceptResult::Outcome>>(
                    3, AcceptResult::kExhausted),
                calls_));
  EXPECT_EQ(Ask(Client(), "ping"), "ping");
  EXPECT_LE(calls_, 3 + 2);  // the client, and perhaps a look at an empty queue
}

TEST_F(ServerTest, AListenerThatFailsEndsTheServiceWithItsError) {
  Start({}, std::make_unique<ScriptedListener>(
                NewListener(),
                std::vector<absl::StatusOr<AcceptResult::Outcome>>{
                    absl::DataLossError("broken")},
                calls_));
  const UniqueFd client = Client();
  thread_.join();
  EXPECT_EQ(result_.code(), absl::StatusCode::kDataLoss);
}

TEST_F(ServerTest, DrainingFinishesWhatIsInFlight) {
  Start();
  const UniqueFd busy = Client();
  const UniqueFd idle = Client();
  EXPECT_EQ(Ask(idle, "ping"), "ping");
  EXPECT_EQ(Ask(busy, "hold"), "hold");
  RequestStop();
  EXPECT_EQ(Read(idle), "");  // so the drain has begun
  EXPECT_EQ(Connect(address_).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Ask(busy, "more"), "more");
  ASSERT_EQ(::shutdown(busy.get(), SHUT_WR), 0);
  EXPECT_EQ(ReadAll(busy), " (end)");
  EXPECT_EQ(Stop(), absl::OkStatus());
}

// More than one recv(2) takes, of messages that each end where it ends.
TEST_F(ServerTest, DrainingAnswersAllThatThePeerHasSentBefore) {
  std::unique_ptr<Listener> listener = NewListener();
  const UniqueFd client = Client();
  const std::string message(64 * 1024, 'x');
  size_t sent = 0;
  while (true) {
    const Transfer part = Send(client.get(), message).value();
    if (part.outcome != Transfer::kDone) break;
    sent += part.bytes;
  }
  ASSERT_GT(sent, message.size());
  size_t received = 0;
  std::thread reader([&] { received = ReadAll(client).size(); });
  RunWithStopAlreadyRequested(std::move(listener),
                              {.drain_timeout = std::chrono::hours(1)});
  reader.join();
  EXPECT_EQ(received, sent);
}

TEST_F(ServerTest, AListenerThatWasShutDownEndsTheServiceAndSaysSo) {
  std::unique_ptr<Listener> listener = NewListener();
  const UniqueFd others(::fcntl(listener->fd(), F_DUPFD_CLOEXEC, 0));
  Start({}, std::move(listener));
  EXPECT_EQ(Ask(Client(), "ping"), "ping");
  ASSERT_EQ(::shutdown(others.get(), SHUT_RD), 0);
  thread_.join();
  EXPECT_EQ(result_.code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(ServerTest, AListenerThatWasShutDownIsNoticedAlsoWhereThereIsNoRoom) {
  std::unique_ptr<Listener> listener = NewListener();
  const UniqueFd others(::fcntl(listener->fd(), F_DUPFD_CLOEXEC, 0));
  Start({.max_connections = 1, .drain_timeout = milliseconds(20)},
        std::move(listener));
  const UniqueFd only = Client();
  EXPECT_EQ(Ask(only, "hold"), "hold");
  const UniqueFd waiting = Client();  // so that it is paused
  EXPECT_EQ(Ask(only, "still there"), "still there");
  ASSERT_EQ(::shutdown(others.get(), SHUT_RDWR), 0);
  thread_.join();
  EXPECT_EQ(result_.code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(ServerTest, DrainingServesWhoAlreadyWaitsInTheQueue) {
  std::unique_ptr<Listener> listener = NewListener();
  std::vector<UniqueFd> waiting;  // more than are accepted in one turn
  for (int i = 0; i < 200; ++i) {
    waiting.push_back(Client());
    ASSERT_TRUE(Send(waiting.back().get(), "hold").ok());
    ASSERT_EQ(::shutdown(waiting.back().get(), SHUT_WR), 0);
  }
  const UniqueFd silent = Client();  // and is not waited for
  // More wait than there is room for at once.
  RunWithStopAlreadyRequested(
      std::move(listener),
      {.max_connections = 10, .drain_timeout = std::chrono::hours(1)});
  EXPECT_EQ(Read(silent), "");
  for (const UniqueFd& client : waiting)
    EXPECT_EQ(ReadAll(client), "hold (end)");
}

TEST_F(ServerTest, DrainingEndsWithTheLastConnectionAlsoIfThereWasNoRoom) {
  Start({.max_connections = 1, .drain_timeout = std::chrono::hours(1)});
  const UniqueFd busy = Client();
  EXPECT_EQ(Ask(busy, "hold"), "hold");
  RequestStop();
  // The drain has begun once the file is gone; who connected to see that would
  // be in the queue.
  while (std::filesystem::exists(path_)) std::this_thread::yield();
  ASSERT_EQ(::shutdown(busy.get(), SHUT_WR), 0);
  EXPECT_EQ(ReadAll(busy), " (end)");
  EXPECT_EQ(Stop(), absl::OkStatus());
}

TEST_F(ServerTest, DrainingIsNotHeldUpByManyThatComeToNothing) {
  RunWithStopAlreadyRequested(
      std::make_unique<ScriptedListener>(
          NewListener(),
          std::vector<absl::StatusOr<AcceptResult::Outcome>>(
              500, AcceptResult::kSkipped),
          calls_),
      {.drain_timeout = std::chrono::hours(1)});
  EXPECT_GT(calls_, 500);
}

// A queue in which others have a share, as under socket activation.
class SharedListener : public Listener {
 public:
  explicit SharedListener(std::unique_ptr<Listener> inner)
      : inner_(std::move(inner)) {}

  absl::StatusOr<AcceptResult> Accept() override {
    if (withdrawn_) ADD_FAILURE() << "took from the queue of others";
    return inner_->Accept();
  }
  int fd() const override { return inner_->fd(); }
  Queue Withdraw() override {
    withdrawn_ = true;
    return Queue::kShared;
  }

 private:
  std::unique_ptr<Listener> inner_;
  bool withdrawn_ = false;
};

TEST_F(ServerTest, DrainingLeavesAQueueThatIsNotItsOwnToOthers) {
  std::unique_ptr<Listener> listener = NewListener();
  const UniqueFd others(::fcntl(listener->fd(), F_DUPFD_CLOEXEC, 0));
  const std::string path = directory_.Path("of-others");
  std::filesystem::create_hard_link(path_, path);
  Start({}, std::make_unique<SharedListener>(std::move(listener)));
  const UniqueFd busy = Client();
  const UniqueFd idle = Client();
  EXPECT_EQ(Ask(busy, "hold"), "hold");
  EXPECT_EQ(Ask(idle, "ping"), "ping");
  RequestStop();
  EXPECT_EQ(Read(idle), "");  // so the drain has begun

  // Others still have the queue open, and there it waits; the one in flight is
  // served beside it.
  const UniqueFd waiting = Connect(UnixAddress::FromPath(path).value()).value();
  ASSERT_TRUE(Send(waiting.get(), "ping").ok());
  EXPECT_EQ(Ask(busy, "more"), "more");
  ASSERT_EQ(::shutdown(busy.get(), SHUT_WR), 0);
  EXPECT_EQ(ReadAll(busy), " (end)");
  EXPECT_EQ(Stop(), absl::OkStatus());
  EXPECT_EQ(Accept(others.get())->outcome, AcceptResult::kAccepted);
}

// Else who connects after the last accept would be cut off.
TEST_F(ServerTest, DrainingWithdrawsTheListenerBeforeTheLastAccept) {
  std::string calls;
  RunWithStopAlreadyRequested(
      std::make_unique<RecordingListener>(NewListener(), calls));
  const size_t withdrawn = calls.find('W');
  ASSERT_NE(withdrawn, calls.npos);
  EXPECT_NE(calls.find('A', withdrawn), calls.npos) << calls;
}

TEST_F(ServerTest, DrainingEndsAtItsTimeoutWhateverIsInFlight) {
  Start({.drain_timeout = milliseconds(20)});
  const UniqueFd busy = Client();
  EXPECT_EQ(Ask(busy, "hold"), "hold");
  EXPECT_EQ(Stop(), absl::OkStatus());
  EXPECT_EQ(Read(busy), "");
}

}  // namespace
}  // namespace uds
