#include "tests/faults/visitor.h"

#include <sys/socket.h>

#include <array>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/faults/guest.h"
#include "tests/faults/protocol.h"

namespace faults {
namespace {

using ::testing::HasSubstr;
using ::uds::UniqueFd;

constexpr absl::Duration kPatience = absl::Seconds(30);
// For what will never happen.
constexpr absl::Duration kNoTime = absl::Milliseconds(10);

// One end is the visitor's; the test is the server at the other.
class VisitorTest : public ::testing::Test {
 protected:
  VisitorTest() {
    auto pair = uds::SocketPair().value();
    client_ = std::move(pair.first);
    server_ = std::move(pair.second);
  }

  std::string Hear() {
    std::array<char, 64 << 10> buffer;
    const auto received = uds::Receive(server_.get(), absl::MakeSpan(buffer));
    return received.ok() ? std::string(buffer.data(), received->bytes) : "";
  }

  bool HearsTheEnd() {
    std::array<char, 1> buffer;
    return uds::Receive(server_.get(), absl::MakeSpan(buffer))->outcome ==
           uds::Transfer::kEndOfStream;
  }

  void Say(const std::string& bytes) {
    ASSERT_EQ(uds::Send(server_.get(), bytes)->bytes, bytes.size());
  }

  UniqueFd client_;
  UniqueFd server_;
};

TEST_F(VisitorTest, AsksOneAfterTheOtherAndEndsAsTheProtocolDoes) {
  const Protocol& echo = Protocol::Echo();
  Visitor visitor(std::move(client_), echo, {.requests = 2});
  visitor.Move();
  EXPECT_EQ(Hear(), echo.Request(0, false));
  Say("Echo: " + echo.Request(0, false));
  EXPECT_FALSE(visitor.said_all());
  visitor.Move();
  EXPECT_EQ(Hear(), echo.Request(1, true));
  EXPECT_TRUE(visitor.said_all());
  EXPECT_TRUE(HearsTheEnd());
  Say(echo.Request(1, true));
  server_.Reset();
  EXPECT_TRUE(MoveUntilDone({&visitor}, kPatience));
  EXPECT_EQ(visitor.trouble(), "");
  EXPECT_EQ(visitor.tally(), (Tally{.connections = 1,
                                    .bytes_said = 128,
                                    .bytes_heard = 134,
                                    .owed = 2,
                                    .delivered = 2}));
}

TEST_F(VisitorTest, AsksAhead) {
  const Protocol& http = Protocol::Http("hi");
  Visitor visitor(std::move(client_), http, {.requests = 3, .ahead = 3});
  visitor.Move();
  EXPECT_EQ(Hear(), http.Request(0, false) + http.Request(1, false) +
                        http.Request(2, true));
}

TEST_F(VisitorTest, ReplyThatIsCutOffIsTrouble) {
  Visitor visitor(std::move(client_), Protocol::Echo());
  visitor.Move();
  Say("Echo: " + Protocol::Echo().Request(0, true).substr(1));
  server_.Reset();
  EXPECT_TRUE(MoveUntilDone({&visitor}, kPatience));
  EXPECT_THAT(visitor.trouble(), HasSubstr("differs"));
}

TEST_F(VisitorTest, ReplyThatDoesNotComeIsTroubleAndIsNotWaitedForForEver) {
  Visitor visitor(std::move(client_), Protocol::Http("hi"));
  EXPECT_FALSE(MoveUntilDone({&visitor}, kNoTime));
  EXPECT_EQ(visitor.trouble(), "0 of 1 replies came, and no end");
  EXPECT_EQ(visitor.tally().lost(), 1u);
  server_.Reset();
  EXPECT_TRUE(MoveUntilDone({&visitor}, kPatience));
  EXPECT_EQ(visitor.trouble(), "0 of 1 replies came, and then the end");
}

TEST_F(VisitorTest, EndThatDoesNotComeIsTrouble) {
  Visitor visitor(std::move(client_), Protocol::Http("hi"));
  visitor.Move();
  Say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_FALSE(MoveUntilDone({&visitor}, kNoTime));
  EXPECT_EQ(visitor.trouble(), "the replies came, but no end");
}

TEST_F(VisitorTest, WhoStaysIsDoneWithTheLastReply) {
  Visitor visitor(std::move(client_), Protocol::Http("hi"), {.stays = true});
  visitor.Move();
  EXPECT_THAT(Hear(), Not(HasSubstr("close")));
  Say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_TRUE(MoveUntilDone({&visitor}, kPatience));
  EXPECT_EQ(visitor.trouble(), "");
}

TEST_F(VisitorTest, SaysItsPiecesOneByOneAsTheyAreRead) {
  Visitor visitor(std::move(client_), Protocol::Echo(), {.piece = 1});
  std::string heard;
  for (size_t i = 0; i < 64; ++i) {
    visitor.Move();
    visitor.Move();  // nothing more until that one is read
    const std::string piece = Hear();
    EXPECT_EQ(piece.size(), 1u);
    heard += piece;
  }
  EXPECT_EQ(heard, Protocol::Echo().Request(0, true));
}

TEST_F(VisitorTest, ReadsNothingWhileItIsToldNotTo) {
  Visitor visitor(std::move(client_), Protocol::Greeting(), {.gulp = 1});
  visitor.StopReading();
  Say("Welcome, verified client!\nYou are PID=1\n");
  server_.Reset();
  EXPECT_FALSE(MoveUntilDone({&visitor}, kNoTime));
  EXPECT_EQ(visitor.tally().bytes_heard, 0u);
  visitor.GoOnReading();
  EXPECT_TRUE(MoveUntilDone({&visitor}, kPatience));
  EXPECT_EQ(visitor.trouble(), "");
}

TEST(TallyTest, IsASum) {
  Tally sum;
  sum += {.connections = 1, .bytes_said = 2, .owed = 3, .delivered = 1};
  sum += {.connections = 1, .bytes_heard = 5, .owed = 1, .delivered = 1};
  EXPECT_EQ(sum, (Tally{.connections = 2,
                        .bytes_said = 2,
                        .bytes_heard = 5,
                        .owed = 4,
                        .delivered = 2}));
  EXPECT_EQ(sum.lost(), 2u);
}

}  // namespace
}  // namespace faults
