#include "common/socket/stream_socket.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/socket/unix_address.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

class StreamSocketTest : public ::testing::Test {
 protected:
  // A listening socket at address_.
  UniqueFd Listen(int backlog = 8) {
    UniqueFd fd = NewStreamSocket().value();
    EXPECT_EQ(::bind(fd.get(), address_.sockaddr(), address_.length()), 0);
    EXPECT_EQ(::listen(fd.get(), backlog), 0);
    return fd;
  }

  static AcceptResult::Outcome OutcomeOf(const UniqueFd& listener) {
    return Accept(listener.get()).value().outcome;
  }

  const uds_testing::TempDirectory directory_;
  const UnixAddress address_ =
      UnixAddress::FromPath(directory_.Path("s")).value();
  std::array<char, 64> buffer_;
};

TEST_F(StreamSocketTest, ConnectAndAcceptGiveAConnectedPair) {
  const UniqueFd listener = Listen();
  const absl::StatusOr<UniqueFd> client = Connect(address_);
  ASSERT_TRUE(client.ok()) << client.status();
  const absl::StatusOr<AcceptResult> accepted = Accept(listener.get());
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  ASSERT_EQ(accepted->outcome, AcceptResult::kAccepted);
  for (const int fd : {client->get(), accepted->socket.get()}) {
    EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
    EXPECT_NE(::fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
  }
  EXPECT_EQ(Send(client->get(), "ping")->bytes, 4u);
  const Transfer received =
      Receive(accepted->socket.get(), absl::MakeSpan(buffer_)).value();
  EXPECT_EQ(std::string(buffer_.data(), received.bytes), "ping");
}

TEST_F(StreamSocketTest, ConnectTellsAMissingFileFromAServerThatIsGone) {
  EXPECT_EQ(Connect(address_).status().code(), absl::StatusCode::kNotFound);
  Listen();  // closed at once: the file stays
  EXPECT_EQ(Connect(address_).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(StreamSocketTest, ConnectWaitsForRoomInTheQueueNoLongerThanItIsTold) {
  const UniqueFd listener = Listen(/*backlog=*/0);
  const UniqueFd first = Connect(address_).value();
  EXPECT_EQ(Connect(address_, std::chrono::milliseconds(20)).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST_F(StreamSocketTest, AcceptNamesAnEmptyQueue) {
  const UniqueFd listener = Listen();
  EXPECT_EQ(OutcomeOf(listener), AcceptResult::kNoneWaiting);
}

TEST_F(StreamSocketTest, AcceptNamesExhaustionAndLeavesTheClientInTheQueue) {
  const UniqueFd listener = Listen();
  const UniqueFd client = Connect(address_).value();
  rlimit limit;
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit few = {.rlim_cur = 64, .rlim_max = limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  std::vector<UniqueFd> hoard;
  while (true) {
    UniqueFd fd(::dup(client.get()));
    if (!fd.valid()) break;
    hoard.push_back(std::move(fd));
  }
  EXPECT_EQ(OutcomeOf(listener), AcceptResult::kExhausted);
  hoard.pop_back();
  EXPECT_EQ(OutcomeOf(listener), AcceptResult::kAccepted);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
}

TEST_F(StreamSocketTest, AcceptFailsOnWhatDoesNotListen) {
  const UniqueFd fd = NewStreamSocket().value();
  EXPECT_EQ(Accept(fd.get()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(StreamSocketTest, ReceiveNamesNothingThereAndTheEndOfTheStream) {
  const auto [left, right] = SocketPair().value();
  EXPECT_EQ(Receive(left.get(), absl::MakeSpan(buffer_))->outcome,
            Transfer::kWouldBlock);
  ASSERT_EQ(::shutdown(right.get(), SHUT_WR), 0);
  EXPECT_EQ(Receive(left.get(), absl::MakeSpan(buffer_))->outcome,
            Transfer::kEndOfStream);
  // Half-closed: the other direction still carries bytes.
  EXPECT_EQ(Send(left.get(), "late")->outcome, Transfer::kDone);
}

TEST_F(StreamSocketTest, APeerThatIsGoneIsAnOutcomeAndRaisesNoSignal) {
  auto [left, right] = SocketPair().value();
  ASSERT_EQ(Send(left.get(), "unread")->outcome, Transfer::kDone);
  right.Reset();
  EXPECT_EQ(Send(left.get(), "more")->outcome, Transfer::kPeerGone);
  EXPECT_EQ(Receive(left.get(), absl::MakeSpan(buffer_))->outcome,
            Transfer::kPeerGone);
}

TEST_F(StreamSocketTest, SendTakesWhatFitsAndThenWouldBlock) {
  const auto [left, right] = SocketPair().value();
  const std::string megabyte(1 << 20, 'x');
  size_t taken = 0;
  Transfer sent = {Transfer::kDone};
  while (true) {
    sent = Send(left.get(), megabyte).value();
    if (sent.outcome != Transfer::kDone) break;
    EXPECT_LT(sent.bytes, megabyte.size());  // a short write
    taken += sent.bytes;
  }
  EXPECT_EQ(sent.outcome, Transfer::kWouldBlock);
  EXPECT_GT(taken, 0u);
}

}  // namespace
}  // namespace uds
