#include "common/server/connection.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

constexpr size_t kMaxUnsent = 64 * 1024;

// Replies with each byte `factor` times; closes on '.', lingers on '!'; says
// "bye" at the end and "late" when the deadline has passed.
class Repeat : public Session {
 public:
  explicit Repeat(size_t factor) : factor_(factor) {}

  Next OnBytes(std::string_view bytes, std::string& out) override {
    for (const char byte : bytes) out.append(factor_, byte);
    if (bytes.find('!') != bytes.npos) return kLinger;
    return bytes.find('.') == bytes.npos ? kContinue : kClose;
  }
  std::optional<Clock::time_point> Deadline() const override {
    return Clock::time_point();
  }
  void OnDeadline(std::string& out) override { out.append("late"); }
  void OnEndOfStream(std::string& out) override { out.append("bye"); }
  bool InFlight() const override { return false; }

 private:
  const size_t factor_;
};

class ConnectionTest : public ::testing::Test {
 protected:
  void Start(size_t factor) {
    auto [ours, theirs] = SocketPair().value();
    peer_ = std::move(theirs);
    connection_.emplace(std::move(ours), std::make_unique<Repeat>(factor),
                        kMaxUnsent);
  }

  void Advance(bool readable) {
    ASSERT_TRUE(connection_->Advance(readable, scratch_).ok());
  }

  // All that the peer can read now.
  std::string PeerReads() {
    std::string all;
    std::array<char, 4096> buffer;
    while (true) {
      const Transfer part =
          Receive(peer_.get(), absl::MakeSpan(buffer)).value();
      if (part.outcome != Transfer::kDone) return all;
      all.append(buffer.data(), part.bytes);
    }
  }

  Scratch scratch_;
  UniqueFd peer_;
  std::optional<Connection> connection_;
};

TEST_F(ConnectionTest, RepliesAndWaitsForMore) {
  Start(2);
  ASSERT_TRUE(Send(peer_.get(), "ab").ok());
  Advance(/*readable=*/true);
  EXPECT_EQ(PeerReads(), "aabb");
  EXPECT_FALSE(connection_->over());
  EXPECT_FALSE(connection_->InFlight());
  EXPECT_EQ(connection_->WantedEvents(), static_cast<uint32_t>(EPOLLIN));
  EXPECT_EQ(connection_->bytes_moved(), 2u + 4u);
}

TEST_F(ConnectionTest, NothingToReadChangesNothing) {
  Start(1);
  Advance(/*readable=*/true);
  EXPECT_FALSE(connection_->over());
  EXPECT_EQ(connection_->bytes_moved(), 0u);
}

TEST_F(ConnectionTest, ClosesAfterTheLastWordOfTheSession) {
  Start(1);
  ASSERT_TRUE(Send(peer_.get(), "x.").ok());
  Advance(/*readable=*/true);
  EXPECT_EQ(PeerReads(), "x.");
  EXPECT_TRUE(connection_->over());
}

TEST_F(ConnectionTest, AnswersAPeerThatHasHalfClosed) {
  Start(1);
  ASSERT_EQ(::shutdown(peer_.get(), SHUT_WR), 0);
  Advance(/*readable=*/true);
  EXPECT_EQ(PeerReads(), "bye");
  EXPECT_TRUE(connection_->over());
}

TEST_F(ConnectionTest, LetsTheSessionSpeakFirst) {
  class Greeting : public Repeat {
   public:
    using Repeat::Repeat;
    Next OnOpen(std::string& out) override {
      out = "welcome";
      return kClose;
    }
  };
  auto [ours, theirs] = SocketPair().value();
  peer_ = std::move(theirs);
  Connection connection(std::move(ours), std::make_unique<Greeting>(1),
                        kMaxUnsent);
  ASSERT_TRUE(connection.Open().ok());
  EXPECT_EQ(PeerReads(), "welcome");
  EXPECT_TRUE(connection.over());
}

TEST_F(ConnectionTest, LingersUntilThePeerEndsAndThrowsAwayWhatItSends) {
  Start(1);
  ASSERT_TRUE(Send(peer_.get(), "no!").ok());
  Advance(/*readable=*/true);
  EXPECT_TRUE(connection_->lingering());
  EXPECT_TRUE(connection_->InFlight());
  EXPECT_EQ(connection_->Deadline(), std::nullopt);
  EXPECT_EQ(connection_->WantedEvents(), EPOLLIN);

  // A send that would fail with EPIPE had the connection been closed.
  const uint64_t moved = connection_->bytes_moved();
  EXPECT_EQ(Send(peer_.get(), "more")->outcome, Transfer::kDone);
  Advance(/*readable=*/true);
  EXPECT_EQ(connection_->bytes_moved(), moved);
  EXPECT_TRUE(connection_->lingering());
  EXPECT_EQ(PeerReads(), "no!");
  EXPECT_EQ(Receive(peer_.get(), absl::MakeSpan(scratch_.input))->outcome,
            Transfer::kEndOfStream);

  ASSERT_EQ(::shutdown(peer_.get(), SHUT_WR), 0);
  Advance(/*readable=*/true);
  EXPECT_TRUE(connection_->over());
}

TEST_F(ConnectionTest, MakesItsRepliesInMemoryThatAllShare) {
  Start(1000);
  ASSERT_TRUE(Send(peer_.get(), "a").ok());
  Advance(/*readable=*/true);
  EXPECT_EQ(PeerReads().size(), 1000u);
  EXPECT_TRUE(scratch_.output.empty());
  EXPECT_GE(scratch_.output.capacity(), 1000u);
}

TEST_F(ConnectionTest, KeepsWhatDoesNotLeaveWhileOthersUseTheSharedMemory) {
  Start(1'000'000);  // more than the socket takes
  ASSERT_TRUE(Send(peer_.get(), "a").ok());
  Advance(/*readable=*/true);
  EXPECT_TRUE(connection_->InFlight());
  EXPECT_TRUE(scratch_.output.empty());

  auto [ours, theirs] = SocketPair().value();
  Connection other(std::move(ours), std::make_unique<Repeat>(1), kMaxUnsent);
  ASSERT_TRUE(Send(theirs.get(), "b").ok());
  ASSERT_TRUE(other.Advance(/*readable=*/true, scratch_).ok());
  EXPECT_EQ(Receive(theirs.get(), absl::MakeSpan(scratch_.input))->bytes, 1u);

  std::string all;
  while (connection_->InFlight()) {
    all += PeerReads();
    Advance(/*readable=*/false);
  }
  EXPECT_EQ(all + PeerReads(), std::string(1'000'000, 'a'));
  EXPECT_TRUE(scratch_.output.empty());
}

TEST_F(ConnectionTest, LingersOnlyOnceItsLastWordHasLeft) {
  Start(1'000'000);  // more than the socket takes
  ASSERT_TRUE(Send(peer_.get(), "!").ok());
  Advance(/*readable=*/true);
  EXPECT_FALSE(connection_->lingering());
  EXPECT_EQ(connection_->WantedEvents(), EPOLLIN | EPOLLOUT);
  size_t received = PeerReads().size();
  while (!connection_->lingering()) {
    Advance(/*readable=*/false);
    received += PeerReads().size();
  }
  EXPECT_EQ(received, 1'000'000u);
}

TEST_F(ConnectionTest, SaysALastWordWhenTheDeadlineHasPassedAndLingers) {
  Start(1);
  EXPECT_NE(connection_->Deadline(), std::nullopt);
  ASSERT_TRUE(connection_->MissDeadline().ok());
  EXPECT_EQ(PeerReads(), "late");
  EXPECT_TRUE(connection_->lingering());
}

TEST_F(ConnectionTest, IsOverWhenThePeerIsGone) {
  Start(1);
  ASSERT_TRUE(Send(peer_.get(), "x").ok());
  peer_.Reset();
  Advance(/*readable=*/true);
  EXPECT_TRUE(connection_->over());
}

TEST_F(ConnectionTest, StopsReadingFromAPeerThatTakesNoReplies) {
  Start(1000);
  const std::string input(1000, 'x');  // a megabyte of replies
  ASSERT_TRUE(Send(peer_.get(), input).ok());
  Advance(/*readable=*/true);
  EXPECT_EQ(connection_->WantedEvents(), static_cast<uint32_t>(EPOLLOUT));
  EXPECT_TRUE(connection_->InFlight());
  ASSERT_TRUE(Send(peer_.get(), "more").ok());
  const uint64_t moved = connection_->bytes_moved();
  Advance(/*readable=*/true);
  EXPECT_EQ(connection_->bytes_moved(), moved) << "it read all the same";
}

TEST_F(ConnectionTest, ContinuesShortWritesUntilAllHasArrived) {
  Start(1000);
  const std::string input(1000, 'x');
  ASSERT_TRUE(Send(peer_.get(), input).ok());
  Advance(/*readable=*/true);
  ASSERT_TRUE(Send(peer_.get(), ".").ok());
  std::string all;
  for (int i = 0; i < 1000 && !connection_->over(); ++i) {
    all += PeerReads();
    Advance((connection_->WantedEvents() & EPOLLIN) != 0);
  }
  all += PeerReads();
  EXPECT_TRUE(connection_->over());
  EXPECT_EQ(all.size(), 1000u * 1000 + 1000);
  EXPECT_EQ(all.back(), '.');
}

}  // namespace
}  // namespace uds
