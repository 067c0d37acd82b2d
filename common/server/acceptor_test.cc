#include "common/server/acceptor.h"

#include <sys/socket.h>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/socket/stream_socket.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

constexpr std::chrono::milliseconds kNow(0);

// Always readable; Accept gives what the test has put into `script`, then that
// nobody waits.
class FakeListener : public Listener {
 public:
  explicit FakeListener(std::vector<AcceptResult::Outcome>& script)
      : script_(script), sockets_(SocketPair().value()) {
    EXPECT_TRUE(Send(sockets_.second.get(), "x").ok());
  }
  absl::StatusOr<AcceptResult> Accept() override {
    if (script_.empty()) return AcceptResult{AcceptResult::kNoneWaiting, {}};
    const AcceptResult::Outcome outcome = script_.front();
    script_.erase(script_.begin());
    return AcceptResult{outcome, {}};
  }
  int fd() const override { return sockets_.first.get(); }
  Queue Withdraw() override { return Queue::kOurs; }

 private:
  std::vector<AcceptResult::Outcome>& script_;
  std::pair<UniqueFd, UniqueFd> sockets_;
};

class AcceptorTest : public ::testing::Test {
 protected:
  bool Polled() { return !epoll_.Wait(kNow)->empty(); }
  Acceptor::Next::Outcome TakeNext() {
    return acceptor_->TakeNext(now_).value().outcome;
  }

  std::vector<AcceptResult::Outcome> script_;
  Epoll epoll_ = Epoll::Create().value();
  std::unique_ptr<Acceptor> acceptor_ =
      Acceptor::Create(std::make_unique<FakeListener>(script_), epoll_).value();
  const Acceptor::Clock::time_point now_ = Acceptor::Clock::now();
};

TEST_F(AcceptorTest, PassesOverConnectionsThatCameToNothing) {
  script_ = {AcceptResult::kSkipped, AcceptResult::kSkipped,
             AcceptResult::kAccepted};
  EXPECT_EQ(TakeNext(), Acceptor::Next::kConnection);
  EXPECT_EQ(TakeNext(), Acceptor::Next::kNobody);
  EXPECT_TRUE(Polled());
}

TEST_F(AcceptorTest, LeavesTimeForOthersWhenAllAreRefused) {
  script_.assign(Acceptor::kMostSkipped + 10, AcceptResult::kSkipped);
  EXPECT_EQ(TakeNext(), Acceptor::Next::kLater);
  EXPECT_EQ(script_.size(), 10u);
  EXPECT_TRUE(Polled()) << "the rest must be come back to";
}

TEST_F(AcceptorTest, StopsPollingWhenExhaustedAndNamesWhenToLookAgain) {
  script_ = {AcceptResult::kExhausted, AcceptResult::kAccepted};
  EXPECT_EQ(TakeNext(), Acceptor::Next::kLater);
  EXPECT_FALSE(Polled());
  ASSERT_TRUE(acceptor_->resume_at().has_value());
  EXPECT_GT(*acceptor_->resume_at(), now_);
  ASSERT_TRUE(acceptor_->Resume().ok());
  EXPECT_TRUE(Polled());
  EXPECT_FALSE(acceptor_->resume_at().has_value());
  EXPECT_EQ(TakeNext(), Acceptor::Next::kConnection);
}

TEST_F(AcceptorTest, StopsPollingWhilePaused) {
  ASSERT_TRUE(acceptor_->Pause().ok());
  EXPECT_FALSE(Polled());
  EXPECT_FALSE(acceptor_->resume_at().has_value());
  ASSERT_TRUE(acceptor_->Resume().ok());
  EXPECT_TRUE(Polled());
}

}  // namespace
}  // namespace uds
