#include "tests/faults/nuisance.h"

#include <poll.h>

#include <array>
#include <set>
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

using ::uds::Transfer;

constexpr absl::Duration kPatience = absl::Seconds(30);
// For what will never happen.
constexpr absl::Duration kNoTime = absl::Milliseconds(10);

class NuisanceTest : public ::testing::Test {
 protected:
  // The nuisance at one end of a connection, the test at the other.
  Nuisance Make(const std::string& name,
                const Protocol& protocol = Protocol::Echo()) {
    auto pair = uds::SocketPair().value();
    server_ = std::move(pair.second);
    return Nuisance(std::move(pair.first), protocol, MischiefNamed(name));
  }

  absl::StatusOr<Transfer> Hear() {
    return uds::Receive(server_.get(), absl::MakeSpan(buffer_));
  }
  std::string heard(const absl::StatusOr<Transfer>& transfer) {
    return std::string(buffer_.data(), transfer->bytes);
  }

  uds::UniqueFd server_;
  std::array<char, 64 << 10> buffer_;
};

TEST_F(NuisanceTest, HalfARequestIsFollowedByNothingOrTheEnd) {
  const std::string request = Protocol::Echo().Request(0, false);
  const struct {
    std::string name;
    Transfer::Outcome then;
  } cases[] = {{"StallsInMidRequest", Transfer::kWouldBlock},
               {"LeavesInMidRequest", Transfer::kEndOfStream}};
  for (const auto& [name, then] : cases) {
    Nuisance nuisance = Make(name);
    EXPECT_TRUE(MoveUntilDone({&nuisance}, kPatience));
    EXPECT_EQ(heard(Hear()), request.substr(0, request.size() / 2)) << name;
    EXPECT_EQ(Hear()->outcome, then) << name;
  }
}

TEST_F(NuisanceTest, WhoHalfClosesWaitsForTheEnd) {
  Nuisance nuisance = Make("HalfClosesInMidRequest");
  EXPECT_FALSE(MoveUntilDone({&nuisance}, kNoTime));
  Hear().status().IgnoreError();
  EXPECT_EQ(Hear()->outcome, Transfer::kEndOfStream);
  ASSERT_TRUE(uds::Send(server_.get(), "something").ok());
  server_.Reset();
  EXPECT_TRUE(MoveUntilDone({&nuisance}, kPatience));
  EXPECT_EQ(nuisance.tally().bytes_heard, 9u);
}

TEST_F(NuisanceTest, AReplyThatIsLeftUnreadIsAResetForTheServer) {
  Nuisance nuisance = Make("ResetsOverAnUnreadReply");
  EXPECT_FALSE(MoveUntilDone({&nuisance}, kNoTime));
  Hear().status().IgnoreError();
  ASSERT_TRUE(uds::Send(server_.get(), "reply").ok());
  EXPECT_TRUE(MoveUntilDone({&nuisance}, kPatience));
  EXPECT_EQ(Hear()->outcome, Transfer::kPeerGone);
}

TEST_F(NuisanceTest, ToSendToWhoRefusesToHearIsEpipe) {
  Nuisance nuisance = Make("RefusesToHear");
  EXPECT_TRUE(MoveUntilDone({&nuisance}, kPatience));
  EXPECT_EQ(Hear()->outcome, Transfer::kDone);
  EXPECT_EQ(uds::Send(server_.get(), "reply")->outcome, Transfer::kPeerGone);
}

TEST_F(NuisanceTest, WhoseEndIsPassedIsThereUntilItIsRead) {
  Nuisance nuisance = Make("PassesDescriptors");
  EXPECT_TRUE(MoveUntilDone({&nuisance}, kPatience));
  pollfd hung_up{server_.get(), 0, 0};
  EXPECT_EQ(::poll(&hung_up, 1, 0), 0);
  // A recv(2) has no room for descriptors: the kernel closes them.
  EXPECT_EQ(heard(Hear()), Protocol::Echo().Request(0, false));
  EXPECT_EQ(Hear()->outcome, Transfer::kEndOfStream);
}

TEST_F(NuisanceTest, WhoNeverReadsSaysAsMuchAsTheSocketTakes) {
  Nuisance nuisance = Make("AsksAndNeverReads", Protocol::Http("hi"));
  EXPECT_FALSE(MoveUntilDone({&nuisance}, kNoTime));
  const uint64_t said = nuisance.tally().bytes_said;
  EXPECT_GT(said, 1000u);
  uint64_t heard = 0;
  while (heard < said) heard += Hear()->bytes;
  EXPECT_FALSE(MoveUntilDone({&nuisance}, kNoTime));
  EXPECT_GT(nuisance.tally().bytes_said, said);
}

TEST_F(NuisanceTest, WhoFloodsHasAnEnd) {
  Nuisance nuisance = Make("FloodsWithGarbage");
  uint64_t heard = 0;
  while (!nuisance.done()) {
    nuisance.Move();
    if (!server_.valid()) continue;
    const auto transfer = Hear();
    heard += transfer->bytes;
    if (transfer->outcome == Transfer::kEndOfStream) server_.Reset();
  }
  EXPECT_EQ(heard, nuisance.tally().bytes_said);
  EXPECT_EQ(heard, MischiefNamed("FloodsWithGarbage").most);
}

TEST_F(NuisanceTest, IsOwedNothing) {
  for (const Mischief& mischief : AllMischief()) {
    Nuisance nuisance = Make(mischief.name);
    MoveOnce({&nuisance}, kNoTime);
    EXPECT_EQ(nuisance.tally().owed, 0u);
    EXPECT_EQ(nuisance.tally().connections, 1u);
  }
}

TEST(MischiefTest, EachHasANameOfItsOwnAndASentence) {
  std::set<std::string> names;
  for (const Mischief& mischief : AllMischief()) {
    EXPECT_TRUE(names.insert(mischief.name).second) << mischief.name;
    EXPECT_TRUE(mischief.sentence.ends_with('.')) << mischief.name;
  }
}

}  // namespace
}  // namespace faults
