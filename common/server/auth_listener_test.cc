#include "common/server/auth_listener.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "common/os/unique_fd.h"
#include "common/server/acceptor.h"
#include "common/server/epoll.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr id_t kSomebodyElse = 4711;

AccessPolicy Admitting(AccessPolicy::Lists lists) {
  return AccessPolicy::Create(std::move(lists)).value();
}

// Accept gives what the test has put into `script`.
class FakeListener : public Listener {
 public:
  using Script = std::deque<absl::StatusOr<AcceptResult>>;

  explicit FakeListener(Script& script) : script_(script) {}
  absl::StatusOr<AcceptResult> Accept() override {
    if (script_.empty()) return absl::OutOfRangeError("asked once too often");
    absl::StatusOr<AcceptResult> next = std::move(script_.front());
    script_.pop_front();
    return next;
  }
  int fd() const override { return 5713; }
  Queue Withdraw() override { return Queue::kShared; }

 private:
  Script& script_;
};

class AuthListenerTest : public ::testing::Test {
 protected:
  AuthListener Wrap(std::unique_ptr<Listener> inner, AccessPolicy policy) {
    return AuthListener(
        std::move(inner), std::move(policy),
        [this](std::string_view line) { log_.emplace_back(line); });
  }
  AuthListener Wrap(AccessPolicy policy) {
    return Wrap(std::make_unique<FakeListener>(script_), std::move(policy));
  }

  // Puts a connection from this process into the script; returns its other end.
  UniqueFd Connection() {
    auto [ours, theirs] = SocketPair().value();
    script_.push_back(AcceptResult{AcceptResult::kAccepted, std::move(ours)});
    return std::move(theirs);
  }

  FakeListener::Script script_;
  std::vector<std::string> log_;
};

// What the peer of `socket` has said, or how it ended.
Transfer ReadFrom(const UniqueFd& socket) {
  std::array<char, 16> buffer;
  return Receive(socket.get(), absl::MakeSpan(buffer)).value();
}

TEST_F(AuthListenerTest, HandsOnWhoIsAdmittedByUidAndLogsIt) {
  AuthListener listener = Wrap(Admitting({.uids = {{::geteuid()}}}));
  const UniqueFd peer = Connection();
  const AcceptResult accepted = listener.Accept().value();
  EXPECT_EQ(accepted.outcome, AcceptResult::kAccepted);
  ASSERT_TRUE(Send(accepted.socket.get(), "hello").ok());
  EXPECT_EQ(ReadFrom(peer).bytes, 5u);
  EXPECT_THAT(log_, ElementsAre(absl::StrFormat(
                        "Accepted connection from UID=%u PID=%d GID=%u\n",
                        ::geteuid(), ::getpid(), ::getegid())));
}

TEST_F(AuthListenerTest, DecidesTheSameWithoutALog) {
  for (const auto& [uid, outcome] :
       {std::pair(::geteuid(), AcceptResult::kAccepted),
        std::pair(kSomebodyElse, AcceptResult::kSkipped)}) {
    AuthListener listener(std::make_unique<FakeListener>(script_),
                          Admitting({.uids = {{uid}}}), /*log=*/nullptr);
    const UniqueFd peer = Connection();
    EXPECT_EQ(listener.Accept().value().outcome, outcome);
  }
}

TEST_F(AuthListenerTest, HandsOnWhoIsAdmittedByGroup) {
  AuthListener listener =
      Wrap(Admitting({.uids = {}, .gids = {{::getegid()}}}));
  const UniqueFd peer = Connection();
  EXPECT_EQ(listener.Accept().value().outcome, AcceptResult::kAccepted);
}

TEST_F(AuthListenerTest, ClosesWhoIsRefusedWithoutAByteAndLogsIt) {
  AuthListener listener = Wrap(Admitting({.uids = {{kSomebodyElse}}}));
  const UniqueFd peer = Connection();
  EXPECT_EQ(listener.Accept().value().outcome, AcceptResult::kSkipped);
  EXPECT_EQ(ReadFrom(peer).outcome, Transfer::kEndOfStream);
  EXPECT_THAT(log_, ElementsAre(absl::StrFormat(
                        "Rejected connection: UID %u (only UID 4711 allowed) "
                        "PID=%d GID=%u\n",
                        ::geteuid(), ::getpid(), ::getegid())));
}

// Its bytes are unread, so the kernel tells it that they were not taken.
TEST_F(AuthListenerTest, ResetsWhoHasSpokenBeforeItWasRefused) {
  AuthListener listener = Wrap(Admitting({.uids = {{kSomebodyElse}}}));
  const UniqueFd peer = Connection();
  ASSERT_TRUE(Send(peer.get(), "GET / HTTP/1.1\r\n").ok());
  EXPECT_EQ(listener.Accept().value().outcome, AcceptResult::kSkipped);
  EXPECT_EQ(ReadFrom(peer).outcome, Transfer::kPeerGone);
}

TEST_F(AuthListenerTest, RefusesOneForEachCallSoThatOthersHaveTheirTurn) {
  AuthListener listener = Wrap(Admitting({.uids = {{kSomebodyElse}}}));
  const UniqueFd first = Connection();
  const UniqueFd second = Connection();
  EXPECT_EQ(listener.Accept().value().outcome, AcceptResult::kSkipped);
  EXPECT_EQ(ReadFrom(second).outcome, Transfer::kWouldBlock);
  EXPECT_EQ(script_.size(), 1u);
}

TEST_F(AuthListenerTest, RefusesWhoIsInNoneOfTheGroups) {
  AuthListener listener = Wrap(Admitting({.uids = {}, .gids = {{4711}}}));
  const UniqueFd peer = Connection();
  EXPECT_EQ(listener.Accept().value().outcome, AcceptResult::kSkipped);
  EXPECT_THAT(log_, ElementsAre(HasSubstr("(only GID 4711 allowed)")));
}

// SO_PEERCRED of a socket without a peer succeeds, with UID -1; of a pipe it
// fails.
TEST_F(AuthListenerTest, RefusesOfWhomTheKernelDoesNotTellAndGoesOn) {
  AuthListener listener = Wrap(Admitting({.uids = {{::geteuid()}}}));
  script_.push_back(
      AcceptResult{AcceptResult::kAccepted, NewStreamSocket().value()});
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const UniqueFd write_end(pipe[1]);
  script_.push_back(AcceptResult{AcceptResult::kAccepted, UniqueFd(pipe[0])});
  const UniqueFd peer = Connection();
  EXPECT_EQ(listener.Accept().value().outcome, AcceptResult::kSkipped);
  EXPECT_EQ(listener.Accept().value().outcome, AcceptResult::kSkipped);
  EXPECT_EQ(listener.Accept().value().outcome, AcceptResult::kAccepted);
  EXPECT_THAT(
      log_,
      ElementsAre(HasSubstr("Rejected connection: peer unknown (fd "),
                  HasSubstr("Rejected connection: peer unknown (getsockopt"),
                  HasSubstr("Accepted")));
}

TEST_F(AuthListenerTest, PassesOnWhatElseTheInnerListenerSays) {
  AuthListener listener = Wrap(Admitting({.uids = {{::geteuid()}}}));
  for (const AcceptResult::Outcome outcome :
       {AcceptResult::kNoneWaiting, AcceptResult::kSkipped,
        AcceptResult::kExhausted}) {
    script_.push_back(AcceptResult{outcome, {}});
    EXPECT_EQ(listener.Accept().value().outcome, outcome);
  }
  script_.push_back(absl::DataLossError("the listener is gone"));
  EXPECT_EQ(listener.Accept().status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(listener.fd(), 5713);
  EXPECT_EQ(listener.Withdraw(), Listener::Queue::kShared);
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(AuthListenerTest, AFloodOfTheRefusedLeavesTimeForOthers) {
  const uds_testing::TempDirectory directory;
  const UnixAddress address =
      UnixAddress::FromPath(directory.Path("s")).value();
  Epoll epoll = Epoll::Create().value();
  const auto acceptor =
      Acceptor::Create(std::make_unique<AuthListener>(
                           Wrap(UnixListener::Create(address, 0600).value(),
                                Admitting({.uids = {{kSomebodyElse}}}))),
                       epoll)
          .value();
  std::vector<UniqueFd> flood;
  for (int i = 0; i < Acceptor::kMostSkipped + 10; ++i) {
    flood.push_back(Connect(address).value());
  }
  const auto now = Acceptor::Clock::now();
  EXPECT_EQ(acceptor->TakeNext(now)->outcome, Acceptor::Next::kLater);
  EXPECT_EQ(log_.size(), static_cast<size_t>(Acceptor::kMostSkipped));
  EXPECT_FALSE(epoll.Wait(std::chrono::milliseconds(0))->empty())
      << "the rest must be come back to, at once";
  EXPECT_EQ(acceptor->TakeNext(now)->outcome, Acceptor::Next::kNobody);
  EXPECT_EQ(log_.size(), flood.size());
}

}  // namespace
}  // namespace uds
