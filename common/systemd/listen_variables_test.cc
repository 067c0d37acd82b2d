#include "common/systemd/listen_variables.h"

#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds::systemd {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr pid_t kSelf = 77;

// What is said of variables that are refused with `code`.
std::string Refusal(const ListenVariables& variables, absl::StatusCode code) {
  const absl::StatusOr<PassedSockets> passed =
      ParseListenVariables(variables, kSelf);
  EXPECT_EQ(passed.status().code(), code);
  return std::string(passed.status().message());
}

std::string RefusalOfCount(const std::string& fds) {
  return Refusal({.pid = "77", .fds = fds}, absl::StatusCode::kInvalidArgument);
}

TEST(ListenVariablesTest, TellTheNumberOfSocketsAndTheirNames) {
  const PassedSockets passed =
      ParseListenVariables({.pid = "77", .fds = "2", .names = "web:admin"},
                           kSelf)
          .value();
  EXPECT_EQ(passed.count, 2);
  EXPECT_EQ(passed.NameOf(0), "web");
  EXPECT_EQ(passed.NameOf(1), "admin");
}

TEST(ListenVariablesTest, WithoutNamesASocketIsUnknown) {
  const PassedSockets passed =
      ParseListenVariables({.pid = "77", .fds = "1"}, kSelf).value();
  EXPECT_EQ(passed.names, std::nullopt);
  EXPECT_EQ(passed.NameOf(0), "unknown");
}

// As systemd-socket-activate --fdname= passes it.
TEST(ListenVariablesTest, ANameMayBeEmpty) {
  const PassedSockets passed =
      ParseListenVariables({.pid = "77", .fds = "1", .names = ""}, kSelf)
          .value();
  EXPECT_EQ(passed.NameOf(0), "");
}

TEST(ListenVariablesTest, WhereOneIsNotSetAreNoActivation) {
  const std::string article =
      "LISTEN_FDS or LISTEN_PID not set. Are you using systemd socket "
      "activation?";
  const absl::StatusCode code = absl::StatusCode::kFailedPrecondition;
  EXPECT_THAT(Refusal({}, code), HasSubstr(article));
  EXPECT_THAT(Refusal({.pid = "77"}, code), HasSubstr(article));
  EXPECT_THAT(Refusal({.fds = "1"}, code), HasSubstr(article));
  EXPECT_THAT(Refusal({}, code), HasSubstr("systemd-socket-activate"));
}

TEST(ListenVariablesTest, OfAnotherProcessAreRefusedWithBothPids) {
  const std::string refusal = Refusal({.pid = "123", .fds = "1"},
                                      absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(refusal,
              HasSubstr("LISTEN_PID 123 does not match current PID 77"));
  EXPECT_THAT(refusal, HasSubstr("exec"));
}

TEST(ListenVariablesTest, APidHasDigitsOnlyAndIsAboveZero) {
  for (const std::string pid : {"", "x", "77x", " 77", "77 ", "+77", "-77", "0",
                                "0x4d", "7.7", "99999999999999999999"}) {
    EXPECT_THAT(
        Refusal({.pid = pid, .fds = "1"}, absl::StatusCode::kInvalidArgument),
        HasSubstr("LISTEN_PID is \"" + pid + "\", which is no process id"));
  }
}

TEST(ListenVariablesTest, ACountHasDigitsOnlyAndIsAboveZero) {
  for (const std::string fds : {"", "x", "1x", " 1", "1 ", "+1", "-1", "0",
                                "-0", "0x1", "1,2", "99999999999999999999"}) {
    EXPECT_THAT(RefusalOfCount(fds),
                HasSubstr("LISTEN_FDS is \"" + fds + "\""));
  }
}

// Descriptors are ints, and the first is 3.
TEST(ListenVariablesTest, ACountThatReachesBeyondTheLastDescriptorIsRefused) {
  constexpr int kMost = std::numeric_limits<int>::max() - 3;
  const auto most =
      ParseListenVariables({.pid = "77", .fds = std::to_string(kMost)}, kSelf);
  ASSERT_TRUE(most.ok()) << most.status();
  EXPECT_EQ(most->count, kMost);
  EXPECT_THAT(RefusalOfCount(std::to_string(kMost + 1)),
              HasSubstr("from 1 to 2147483644"));
}

TEST(ListenVariablesTest, AnotherNumberOfNamesIsRefusedWithBothNumbers) {
  for (const std::string names : {"a", "a:b:c", "a:b:", ""}) {
    const std::string refusal =
        Refusal({.pid = "77", .fds = "2", .names = names},
                absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(refusal, HasSubstr("LISTEN_FDNAMES is \"" + names + "\""));
    EXPECT_THAT(refusal, HasSubstr("LISTEN_FDS is 2"));
  }
}

TEST(ListenVariablesTest, ANameIsPrintableAndOfBoundedLength) {
  const std::string longest(255, 'n');
  EXPECT_TRUE(
      ParseListenVariables({.pid = "77", .fds = "1", .names = longest}, kSelf)
          .ok());
  for (const std::string& name : {longest + "n", std::string("a\tb"),
                                  std::string("\xff"), std::string("a\nb")}) {
    EXPECT_THAT(Refusal({.pid = "77", .fds = "1", .names = name},
                        absl::StatusCode::kInvalidArgument),
                HasSubstr("a name has at most 255 characters"));
  }
}

TEST(ListenVariablesTest, ARefusalIsOneLineWhateverTheValue) {
  for (const ListenVariables& variables :
       {ListenVariables{.pid = "1\n2", .fds = "1"},
        ListenVariables{.pid = "77", .fds = "1\n2"},
        ListenVariables{.pid = "77", .fds = "1", .names = "a\nb"},
        ListenVariables{.pid = "77", .fds = "1", .names = "a\":b"}}) {
    const absl::StatusOr<PassedSockets> passed =
        ParseListenVariables(variables, kSelf);
    ASSERT_FALSE(passed.ok());
    EXPECT_EQ(passed.status().message().find('\n'), std::string::npos);
  }
}

std::optional<std::string> RandomText(std::mt19937& random) {
  constexpr char kBytes[] = "0123456789:ab -+x\n\xff";
  if (random() % 16 == 0) return std::nullopt;
  std::string text;
  for (size_t i = random() % 4; i > 0; --i) {
    text.push_back(kBytes[random() % (sizeof(kBytes) - 1)]);
  }
  return text;
}

// For any texts: an error, or a count from 1 on and as many names.
TEST(ListenVariablesTest, WhatIsTakenIsConsistent) {
  std::mt19937 random(1);  // deterministic
  int taken = 0;
  for (int i = 0; i < 50'000; ++i) {
    const ListenVariables variables = {
        .pid = "77", .fds = RandomText(random), .names = RandomText(random)};
    const absl::StatusOr<PassedSockets> passed =
        ParseListenVariables(variables, kSelf);
    if (!passed.ok()) continue;
    ++taken;
    ASSERT_GE(passed->count, 1);
    ASSERT_EQ(passed->names.has_value(), variables.names.has_value());
    if (!passed->names.has_value()) continue;
    ASSERT_EQ(passed->names->size(), static_cast<size_t>(passed->count));
  }
  EXPECT_GT(taken, 200);
}

}  // namespace
}  // namespace uds::systemd
