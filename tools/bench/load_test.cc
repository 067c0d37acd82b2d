#include "tools/bench/load.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "tools/bench/answering_server.h"
#include "tools/bench/exchange.h"

namespace tools {
namespace {

using std::chrono::milliseconds;

std::string Echo(std::string_view bytes) { return std::string(bytes); }

TEST(LoadTest, AsksAsOftenAsItIsToldOverConnectionsThatStay) {
  std::atomic<int> asked = 0;
  const AnsweringServer server([&](std::string_view bytes) {
    ++asked;
    return Echo(bytes);
  });
  const Exchange exchange = LearnEcho(server.address(), 64).value();
  const std::unique_ptr<Load> load =
      Load::Create(server.address(), exchange, {.connections = 4}).value();
  asked = 0;
  for (const uint64_t answers : {100, 7, 1}) {
    const LoadResult result = load->Run({.answers = answers}).value();
    EXPECT_EQ(result.answers, answers);
    EXPECT_EQ(result.latency.count(), answers);
    EXPECT_EQ(result.unanswered, 0u);
  }
  EXPECT_EQ(asked, 108);
}

TEST(LoadTest, EndsWhenItsTimeIsOver) {
  const AnsweringServer server(Echo);
  const Exchange exchange = LearnEcho(server.address(), 64).value();
  const std::unique_ptr<Load> load =
      Load::Create(server.address(), exchange, {.connections = 2}).value();
  const LoadResult result = load->Run({.time = milliseconds(20)}).value();
  EXPECT_GT(result.answers, 0u);
  EXPECT_GE(result.wall, milliseconds(20));
}

TEST(LoadTest, CarriesMoreThanASocketHolds) {
  const AnsweringServer server(Echo);
  const Exchange exchange = LearnEcho(server.address(), 1 << 20).value();
  const std::unique_ptr<Load> load =
      Load::Create(server.address(), exchange, {.connections = 3}).value();
  EXPECT_EQ(load->Run({.answers = 9})->answers, 9u);
}

TEST(LoadTest, ConnectsAnewForEachRequest) {
  const AnsweringServer server(Echo, /*closes=*/true);
  const Exchange exchange = {
      .request = "ping", .begins = "ping", .ends = "ping", .answer_bytes = 4};
  const std::unique_ptr<Load> load =
      Load::Create(server.address(), exchange,
                   {.connections = 3, .connect_each_time = true})
          .value();
  EXPECT_EQ(load->Run({.answers = 50})->answers, 50u);
  EXPECT_EQ(load->Run({.answers = 50})->answers, 50u);
}

TEST(LoadTest, TakesTheGreetingOfEachConnection) {
  const AnsweringServer server(
      [](std::string_view bytes) { return "Echo: " + Echo(bytes); },
      /*closes=*/true);
  const Exchange exchange = {.request = "ping",
                             .greeting = "Echo: ",
                             .begins = "ping",
                             .ends = "ping",
                             .answer_bytes = 4};
  const std::unique_ptr<Load> load =
      Load::Create(server.address(), exchange,
                   {.connections = 2, .connect_each_time = true})
          .value();
  EXPECT_EQ(load->Run({.answers = 20})->answers, 20u);
}

TEST(LoadTest, AWrongAnswerEndsIt) {
  const Exchange exchange = {
      .request = "ping", .begins = "ping", .ends = "ping", .answer_bytes = 4};
  for (const char* const answer : {"pong", "pings", "ping!"}) {
    const AnsweringServer server([&](std::string_view) { return answer; });
    const std::unique_ptr<Load> load =
        Load::Create(server.address(), exchange, {}).value();
    EXPECT_EQ(load->Run({.answers = 2}).status().code(),
              absl::StatusCode::kDataLoss)
        << answer;
  }
}

TEST(LoadTest, AServerThatClosesInsteadEndsIt) {
  const AnsweringServer server([](std::string_view) { return "pi"; },
                               /*closes=*/true);
  const Exchange exchange = {
      .request = "ping", .begins = "ping", .ends = "ping", .answer_bytes = 4};
  const std::unique_ptr<Load> load =
      Load::Create(server.address(), exchange, {}).value();
  EXPECT_EQ(load->Run({.answers = 1}).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST(LoadTest, WhatIsNotAnsweredCountsWithTheTimeThatItWaited) {
  const AnsweringServer server([](std::string_view) { return ""; });
  const Exchange exchange = {
      .request = "ping", .begins = "ping", .ends = "ping", .answer_bytes = 4};
  const std::unique_ptr<Load> load =
      Load::Create(server.address(), exchange, {.connections = 2}).value();
  const LoadResult result =
      load->Run({.answers = 2, .patience = milliseconds(30)}).value();
  EXPECT_EQ(result.answers, 0u);
  EXPECT_EQ(result.unanswered, 2u);
  EXPECT_EQ(result.latency.count(), 2u);
  EXPECT_GE(result.latency.Quantile(0), milliseconds(30));
}

}  // namespace
}  // namespace tools
