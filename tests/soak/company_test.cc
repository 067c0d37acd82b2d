#include "tests/soak/company.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "common/socket/stream_socket.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace soak {
namespace {

using ::faults::Protocol;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr size_t kLine = 64;  // of an echo request

// The company at one end of a connection, the test, as the server, at the
// other.
class CompanyTest : public ::testing::Test {
 protected:
  uds::UniqueFd Pair() {
    auto pair = uds::SocketPair().value();
    server_ = std::move(pair.second);
    return std::move(pair.first);
  }

  // Echoes the first `most` bytes of what was said.
  void Echo(size_t most) {
    std::array<char, 4096> buffer;
    const auto heard = uds::Receive(server_.get(), absl::MakeSpan(buffer));
    ASSERT_GE(heard->bytes, most);
    ASSERT_TRUE(uds::Send(server_.get(), "Echo: ").ok());
    ASSERT_TRUE(uds::Send(server_.get(), {buffer.data(), most}).ok());
  }

  void Move() {
    while (faults::MoveOnce(company_.Guests(), absl::ZeroDuration())) continue;
    company_.SeeOff(absl::UnixEpoch());
  }

  const Account& account() const { return company_.account(); }

  uds::UniqueFd server_;
  Company company_{Protocol::Echo()};
};

TEST_F(CompanyTest, WhoGetsAllIsSeenOff) {
  company_.Admit(Pair(), {.requests = 2, .ahead = 2});
  Echo(2 * kLine);
  Move();
  EXPECT_EQ(company_.visitors(), 1u);
  server_.Reset();
  Move();
  EXPECT_EQ(company_.visitors(), 0u);
  EXPECT_EQ(account().tally.owed, 2u);
  EXPECT_EQ(account().tally.lost(), 0u);
  EXPECT_EQ(account().visitors, 1u);
  EXPECT_THAT(account().troubles, IsEmpty());
}

TEST_F(CompanyTest, AReplyThatDoesNotComeIsLost) {
  company_.Admit(Pair(), {.requests = 3, .ahead = 3});
  Echo(2 * kLine);
  server_.Reset();
  Move();
  EXPECT_EQ(account().tally.lost(), 1u);
  EXPECT_THAT(account().troubles, ElementsAre(HasSubstr("2 of 3 replies")));
}

TEST_F(CompanyTest, WhoIsCutOffBeforeItHasAskedHasLostItToo) {
  company_.Admit(Pair(), {.requests = 3});
  Echo(kLine);
  server_.Reset();
  Move();
  EXPECT_EQ(account().tally.lost(), 2u);
}

TEST_F(CompanyTest, AServerThatIsAskedToEndOwesWhatWasSaidByThen) {
  company_.Admit(Pair(), {.requests = 3});
  company_.NoteWhatIsOwed();
  Echo(kLine);
  Move();  // it says the second
  server_.Reset();
  Move();
  EXPECT_EQ(account().tally.owed, 1u);
  EXPECT_EQ(account().tally.lost(), 0u);
  EXPECT_EQ(account().too_late, 1u);
  EXPECT_THAT(account().troubles, IsEmpty());
}

TEST_F(CompanyTest, AndNoLess) {
  company_.Admit(Pair(), {.requests = 3, .ahead = 2});
  company_.NoteWhatIsOwed();
  Echo(kLine);
  server_.Reset();
  Move();
  EXPECT_EQ(account().tally.owed, 2u);
  EXPECT_EQ(account().tally.lost(), 1u);
  EXPECT_THAT(account().troubles,
              ElementsAre(HasSubstr("; 2 were owed when the server")));
}

TEST_F(CompanyTest, WhoComesToOneThatIsAskedToEndIsOwedNothing) {
  company_.NoteWhatIsOwed();
  company_.Admit(Pair(), {.requests = 3});
  Echo(kLine);
  Move();
  server_.Reset();
  Move();
  EXPECT_EQ(account().tally.owed, 1u);
  EXPECT_EQ(account().tally.lost(), 0u);
  EXPECT_EQ(account().too_late, 1u);
  company_.NoteThatItHasEnded();
  company_.Admit(Pair(), {.requests = 3});
  server_.Reset();
  Move();
  EXPECT_EQ(account().tally.lost(), 3u);
}

TEST(GreetedCompanyTest, ButWhatItIsToldWithoutAsking) {
  Company company(Protocol::Greeting());
  company.NoteWhatIsOwed();
  auto pair = uds::SocketPair().value();
  company.Admit(std::move(pair.first), {});
  pair.second.Reset();
  faults::MoveOnce(company.Guests(), absl::ZeroDuration());
  company.SeeOff(absl::UnixEpoch());
  EXPECT_EQ(company.account().tally.lost(), 1u);
}

TEST_F(CompanyTest, WhoHasReadTheEndDoesNotWaitForTheNextServer) {
  company_.Admit(Pair(), {.requests = 3});
  company_.NoteWhatIsOwed();
  Echo(kLine);
  server_.Reset();
  while (faults::MoveOnce(company_.Guests(), absl::ZeroDuration())) continue;
  company_.NoteThatItHasEnded();
  Move();
  EXPECT_EQ(account().tally.lost(), 0u);
}

TEST_F(CompanyTest, WhoWaitsForTheNextServerIsOwedAll) {
  company_.Admit(Pair(), {.requests = 2});
  const uds::UniqueFd waiting = std::move(server_);
  company_.Admit(Pair(), {.requests = 2});
  company_.NoteWhatIsOwed();
  Echo(kLine);
  server_.Reset();
  company_.NoteThatItHasEnded();
  Move();
  EXPECT_EQ(account().tally.lost(), 0u);
  company_.GiveUp();
  EXPECT_EQ(account().tally.lost(), 2u);
  EXPECT_EQ(account().too_late, 1u);
}

TEST_F(CompanyTest, AWrongReplyIsTroubleAlsoWhenTheServerMayEnd) {
  company_.Admit(Pair(), {.requests = 1});
  company_.NoteWhatIsOwed();
  ASSERT_TRUE(uds::Send(server_.get(), "Eggs").ok());
  server_.Reset();
  Move();
  EXPECT_EQ(account().tally.lost(), 1u);
  EXPECT_THAT(account().troubles, ElementsAre(HasSubstr("differs")));
}

TEST_F(CompanyTest, WhoIsGivenUpHasLostWhatItLacks) {
  company_.Admit(Pair(), {.requests = 1});
  Move();
  EXPECT_EQ(company_.visitors(), 1u);
  company_.GiveUp();
  EXPECT_EQ(account().tally.lost(), 1u);
  EXPECT_THAT(account().troubles, ElementsAre(HasSubstr("no end")));
}

TEST_F(CompanyTest, ANuisanceStaysUntilItsTimeHasCome) {
  const absl::Time leaves = absl::UnixEpoch() + absl::Seconds(1);
  company_.Admit(Pair(), faults::MischiefNamed("SaysNothing"), leaves);
  company_.SeeOff(leaves - absl::Milliseconds(1));
  EXPECT_EQ(company_.nuisances(), 1u);
  company_.SeeOff(leaves);
  EXPECT_EQ(company_.nuisances(), 0u);
  EXPECT_EQ(account().nuisances, 1u);
  EXPECT_EQ(account().tally.connections, 1u);
}

TEST(AccountTest, ASumKeepsTheFirstTroublesAndCountsAll) {
  Account sum;
  Account one;
  one.troubles = {"a", "b", "c"};
  one.trouble_count = 3;
  one.too_late = 1;
  sum += one;
  sum += one;
  EXPECT_EQ(sum.trouble_count, 6u);
  EXPECT_EQ(sum.too_late, 2u);
  EXPECT_THAT(sum.troubles, ElementsAre("a", "b", "c", "a", "b"));
}

}  // namespace
}  // namespace soak
