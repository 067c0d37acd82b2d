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

// Replies with each byte `factor` times; closes on '.'; says "bye" at the end.
class Repeat : public Session {
 public:
  explicit Repeat(size_t factor) : factor_(factor) {}

  Next OnBytes(std::string_view bytes, std::string& out) override {
    for (const char byte : bytes) out.append(factor_, byte);
    return bytes.find('.') == bytes.npos ? kContinue : kClose;
  }
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
    ASSERT_TRUE(connection_->Advance(readable, absl::MakeSpan(buffer_)).ok());
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

  std::array<char, 4096> buffer_;
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
