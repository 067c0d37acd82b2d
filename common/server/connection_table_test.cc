#include "common/server/connection_table.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/os/unique_fd.h"
#include "common/server/session.h"
#include "common/socket/stream_socket.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using std::chrono::seconds;

class Silent : public Session {
 public:
  Next OnBytes(std::string_view, std::string&) override { return kContinue; }
  void OnEndOfStream(std::string&) override {}
  bool InFlight() const override { return false; }
};

class ConnectionTableTest : public ::testing::Test {
 protected:
  ConnectionTable::Entry& Add(ConnectionTable::Clock::time_point now) {
    auto [ours, theirs] = SocketPair().value();
    peers_.push_back(std::move(theirs));
    return table_.Add(
        Connection(std::move(ours), std::make_unique<Silent>(), 1024), now);
  }

  // A byte comes from the peer of the first that was added.
  void MoveAByte(ConnectionTable::Entry& first) {
    Scratch scratch;
    ASSERT_TRUE(Send(peers_[0].get(), "x").ok());
    ASSERT_TRUE(first.connection.Advance(true, scratch).ok());
  }

  const ConnectionTable::Clock::time_point start_;
  std::vector<UniqueFd> peers_;
  ConnectionTable table_{seconds(10)};
};

TEST_F(ConnectionTableTest, TheOneWithoutProgressForLongestIsTheFirstIdle) {
  ConnectionTable::Entry& busy = Add(start_);
  ConnectionTable::Entry& silent = Add(start_ + seconds(1));
  EXPECT_EQ(table_.FirstIdle(start_ + seconds(9)), nullptr);
  EXPECT_EQ(table_.FirstIdle(start_ + seconds(10)), &busy);
  EXPECT_EQ(table_.NextDeadline(), start_ + seconds(10));
  MoveAByte(busy);
  table_.NoteProgress(busy, start_ + seconds(5));
  EXPECT_EQ(table_.FirstIdle(start_ + seconds(60)), &silent);
  EXPECT_EQ(table_.NextDeadline(), start_ + seconds(11));
}

TEST_F(ConnectionTableTest, WithoutABytesMoveNoProgressIsNoted) {
  ConnectionTable::Entry& entry = Add(start_);
  table_.NoteProgress(entry, start_ + seconds(5));
  EXPECT_EQ(table_.FirstIdle(start_ + seconds(10)), &entry);
}

TEST_F(ConnectionTableTest, GivesTheEarliestDeadlineOnceItIsDue) {
  ConnectionTable::Entry& late = Add(start_);
  ConnectionTable::Entry& early = Add(start_);
  table_.SetDeadline(late, start_ + seconds(2));
  table_.SetDeadline(early, start_ + seconds(1));
  EXPECT_EQ(table_.NextDeadline(), start_ + seconds(1));
  EXPECT_EQ(table_.FirstDue(start_), nullptr);
  EXPECT_EQ(table_.FirstDue(start_ + seconds(1)), &early);
  EXPECT_EQ(table_.FirstDue(start_ + seconds(60)), &early);
}

TEST_F(ConnectionTableTest, ForgetsADeadlineThatIsChangedOrTakenBack) {
  ConnectionTable::Entry& one = Add(start_);
  ConnectionTable::Entry& other = Add(start_);
  table_.SetDeadline(one, start_ + seconds(1));
  table_.SetDeadline(other, start_ + seconds(1));
  table_.SetDeadline(one, start_ + seconds(3));
  EXPECT_EQ(table_.FirstDue(start_ + seconds(60)), &other);
  table_.SetDeadline(other, std::nullopt);
  EXPECT_EQ(table_.NextDeadline(), start_ + seconds(3));
  table_.Remove(one);
  EXPECT_EQ(table_.FirstDue(start_ + seconds(60)), nullptr);
  EXPECT_EQ(table_.size(), 1u);
}

TEST_F(ConnectionTableTest, HasNothingToWaitForWhenItIsEmpty) {
  EXPECT_EQ(table_.NextDeadline(), std::nullopt);
  EXPECT_EQ(table_.FirstIdle(start_ + seconds(60)), nullptr);
  table_.Remove(Add(start_));
  EXPECT_TRUE(table_.empty());
  EXPECT_TRUE(table_.All().empty());
}

}  // namespace
}  // namespace uds
