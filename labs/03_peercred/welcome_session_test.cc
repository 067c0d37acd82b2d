#include "labs/03_peercred/welcome_session.h"

#include <string>

#include "gtest/gtest.h"

namespace lab {
namespace {

TEST(WelcomeSessionTest, GreetsBeforeTheClientHasSaidAnything) {
  WelcomeSession session("hello\n");
  std::string out;
  EXPECT_EQ(session.OnOpen(out), uds::Session::kLinger);
  EXPECT_EQ(out, "hello\n");
}

TEST(WelcomeSessionTest, SaysNothingMoreWhateverTheClientSays) {
  WelcomeSession session("hello\n");
  std::string out;
  session.OnOpen(out);
  EXPECT_EQ(session.OnBytes("PID=1 UID=0", out), uds::Session::kLinger);
  session.OnEndOfStream(out);
  EXPECT_EQ(out, "hello\n");
}

TEST(WelcomeSessionTest, ClosesWithoutAWordWhereThereIsNobodyToGreet) {
  WelcomeSession session("");
  std::string out;
  EXPECT_EQ(session.OnOpen(out), uds::Session::kClose);
  EXPECT_EQ(out, "");
}

}  // namespace
}  // namespace lab
