#include "tests/differential/verdict.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace differential {
namespace {

using ::testing::ElementsAre;

constexpr char kSeen[] =
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Body: 7\r\n\r\nseen\n";
constexpr char kSeenByHead[] =
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Body: 0\r\n\r\n";
constexpr char kRefused[] =
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request";

std::string Told(const std::string& answers) {
  return VerdictOf(answers).ToString();
}

TEST(VerdictTest, CountsWhatWasAcceptedBeforeARefusal) {
  EXPECT_EQ(Told(""), "nothing");
  EXPECT_EQ(Told(kSeen), "7");
  EXPECT_EQ(Told(kRefused), "refused 400");
  EXPECT_EQ(Told(std::string(kSeen) + kSeen + kRefused), "7, 7, refused 400");
}

TEST(VerdictTest, AnAnswerToHeadHasNoBody) {
  EXPECT_EQ(Told(std::string(kSeenByHead) + kSeen), "0, 7");
  EXPECT_EQ(Told(std::string(kSeen) + kSeenByHead), "7, 0");
}

TEST(VerdictTest, InterimAnswersDoNotCount) {
  EXPECT_EQ(Told(std::string("HTTP/1.1 100 Continue\r\n\r\n") + kSeen), "7");
}

TEST(VerdictTest, WithoutXBodyTheLengthIsNotKnown) {
  EXPECT_EQ(Told("HTTP/1.1 204 No Content\r\n\r\n"), "?");
  EXPECT_EQ(Told("HTTP/1.1 200 OK\r\nX-Body: \r\n\r\n"), "?");
}

TEST(VerdictTest, ABodyAloneIsTheAnswerOfHttp09) {
  EXPECT_EQ(Told("seen\n"), "?");
}

TEST(VerdictTest, StatusesAreThoseOfAllAnswers) {
  const std::string answers = std::string(kSeenByHead) + kSeen + kRefused;
  EXPECT_THAT(StatusesOf(answers, {true, false}), ElementsAre(200, 200, 400));
}

TEST(VerdictTest, RequestsAreTheSameInNumberAndLength) {
  const Verdict seven = VerdictOf(kSeen);
  EXPECT_TRUE(SameRequests(seven, {.bodies = {7}, .refused = 400}));
  EXPECT_TRUE(SameRequests(seven, {.bodies = {Verdict::kUnknown}}));
  EXPECT_FALSE(SameRequests(seven, {.bodies = {7, 0}}));
  EXPECT_FALSE(SameRequests(seven, {.bodies = {8}}));
  EXPECT_FALSE(DifferInFraming(seven, {.bodies = {7, 0}}));
  EXPECT_TRUE(DifferInFraming(seven, {.bodies = {8, 0}}));
}

}  // namespace
}  // namespace differential
