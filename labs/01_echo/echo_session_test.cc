#include "labs/01_echo/echo_session.h"

#include <string>

#include "gtest/gtest.h"

namespace lab {
namespace {

TEST(EchoSessionTest, PutsThePrefixBeforeTheFirstBytesOnly) {
  EchoSession session;
  std::string out;
  EXPECT_EQ(session.OnBytes("pi", out), uds::Session::kContinue);
  EXPECT_EQ(out, "Echo: pi");
  EXPECT_EQ(session.OnBytes("ng", out), uds::Session::kContinue);
  EXPECT_EQ(out, "Echo: ping");
}

TEST(EchoSessionTest, SaysNothingToAClientThatSaysNothing) {
  EchoSession session;
  std::string out;
  session.OnEndOfStream(out);
  EXPECT_EQ(out, "");
}

TEST(EchoSessionTest, KeepsEveryByteValue) {
  EchoSession session;
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  std::string out;
  session.OnBytes(all, out);
  EXPECT_EQ(out, "Echo: " + all);
}

TEST(EchoSessionTest, IsInFlightFromTheFirstByteToTheEnd) {
  EchoSession session;
  std::string out;
  EXPECT_FALSE(session.InFlight());
  session.OnBytes("x", out);
  EXPECT_TRUE(session.InFlight());
  session.OnEndOfStream(out);
  EXPECT_FALSE(session.InFlight());
}

}  // namespace
}  // namespace lab
