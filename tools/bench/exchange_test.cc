#include "tools/bench/exchange.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"
#include "tools/bench/answering_server.h"

namespace tools {
namespace {

std::string HttpAnswer(std::string_view status, std::string_view body) {
  return "HTTP/1.1 " + std::string(status) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

TEST(ExchangeTest, LearnsHowLongAnAnswerIs) {
  const std::string answer = HttpAnswer("200 OK", "Hello");
  const AnsweringServer server([&](std::string_view) { return answer; });
  const Exchange exchange = LearnHttp(server.address(), "Hello").value();
  EXPECT_EQ(exchange.answer_bytes, answer.size());
  EXPECT_EQ(exchange.greeting, "");
  EXPECT_TRUE(exchange.Fits(0, answer));
}

TEST(ExchangeTest, RefusesAServerThatAnswersOtherwise) {
  for (const std::string& answer :
       {HttpAnswer("200 OK", "Hallo"), HttpAnswer("404 Not Found", "Hello"),
        HttpAnswer("200 OK", "Hello") + "more"}) {
    const AnsweringServer server([&](std::string_view) { return answer; });
    EXPECT_EQ(LearnHttp(server.address(), "Hello").status().code(),
              absl::StatusCode::kDataLoss)
        << answer;
  }
}

TEST(ExchangeTest, RefusesAnswersOfDifferentLengths) {
  int answers = 0;
  const AnsweringServer server([&](std::string_view) {
    return ++answers == 1 ? HttpAnswer("200 OK", "Hello")
                          : HttpAnswer("200  OK", "Hello");
  });
  EXPECT_EQ(LearnHttp(server.address(), "Hello").status().code(),
            absl::StatusCode::kDataLoss);
}

TEST(ExchangeTest, ASecondAnswerIsAskedForUnlessTheServerCloses) {
  const auto answer = [](std::string_view) {
    return HttpAnswer("200 OK", "Hello");
  };
  const AnsweringServer server(answer, /*closes=*/true);
  EXPECT_TRUE(LearnHttp(server.address(), "Hello", /*asks=*/1).ok());
  EXPECT_EQ(LearnHttp(server.address(), "Hello").status().code(),
            absl::StatusCode::kDataLoss);
}

TEST(ExchangeTest, KnowsAGreetingBeforeTheFirstEcho) {
  bool greeted = false;
  const AnsweringServer server([&](std::string_view bytes) {
    const std::string greeting = greeted ? "" : "Echo: ";
    greeted = true;
    return greeting + std::string(bytes);
  });
  const Exchange exchange = LearnEcho(server.address(), 100).value();
  EXPECT_EQ(exchange.greeting, "Echo: ");
  EXPECT_EQ(exchange.answer_bytes, 100u);
  // Another connection, and here it has none.
  EXPECT_EQ(LearnEcho(server.address(), 100)->greeting, "");
}

TEST(ExchangeTest, RefusesAnEchoOfOtherBytes) {
  const AnsweringServer server([](std::string_view bytes) {
    std::string other(bytes);
    ++other.back();
    return other;
  });
  EXPECT_EQ(LearnEcho(server.address(), 64).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST(ExchangeTest, SaysThatThereIsNobody) {
  const uds_testing::TempDirectory directory;
  const uds::UnixAddress address =
      uds::UnixAddress::FromPath(directory.Path("s")).value();
  EXPECT_EQ(LearnEcho(address, 64).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(ExchangeTest, PiecesFitWhereverTheAnswerIsCut) {
  const Exchange exchange = {
      .request = "", .begins = "HTTP", .ends = "end", .answer_bytes = 12};
  const std::string_view answer = "HTTP-----end";
  const std::string_view wrong_begin = "HTTQ-----end";
  const std::string_view wrong_end = "HTTP-----eNd";
  for (size_t cut = 0; cut <= answer.size(); ++cut) {
    const auto fits = [&](std::string_view text) {
      return exchange.Fits(0, text.substr(0, cut)) &&
             exchange.Fits(cut, text.substr(cut));
    };
    EXPECT_TRUE(fits(answer)) << cut;
    EXPECT_FALSE(fits(wrong_begin)) << cut;
    EXPECT_FALSE(fits(wrong_end)) << cut;
  }
  EXPECT_FALSE(exchange.Fits(0, "HTTP-----end!"));
}

}  // namespace
}  // namespace tools
