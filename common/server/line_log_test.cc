#include "common/server/line_log.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>

#include "common/os/unique_fd.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

class LineLogTest : public ::testing::Test {
 protected:
  LineLogTest() {
    int fds[2];
    EXPECT_EQ(::pipe2(fds, O_CLOEXEC), 0);
    reader_ = UniqueFd(fds[0]);
    writer_ = UniqueFd(fds[1]);
    EXPECT_GT(::fcntl(fds[1], F_SETPIPE_SZ, 4096), 0);
    // A write that blocks would never come back.
    ::alarm(30);
  }
  ~LineLogTest() override { ::alarm(0); }

  // What is in the pipe; it must not be empty.
  std::string Read() {
    char buffer[8192];
    const ssize_t size = ::read(reader_.get(), buffer, sizeof(buffer));
    return std::string(buffer, size);
  }

  UniqueFd reader_;
  UniqueFd writer_;
};

TEST_F(LineLogTest, WritesALineAtOnce) {
  LineLog log(writer_.get());
  log.Write("Accepted\n");
  EXPECT_EQ(Read(), "Accepted\n");
  log.Write("\n");
  EXPECT_EQ(Read(), "\n");
}

TEST_F(LineLogTest, DropsWhatDoesNotFitAndSaysLaterHowMuchThatWas) {
  LineLog log(writer_.get());
  log.Write(std::string(LineLog::kMostBytes - 1, 'x') + "\n");
  EXPECT_EQ(log.lost(), 0u);
  for (int i = 0; i < 3; ++i) log.Write("dropped\n");
  EXPECT_EQ(log.lost(), 3u);
  EXPECT_EQ(Read().size(), LineLog::kMostBytes);
  log.Write("kept\n");
  EXPECT_EQ(Read(),
            "Lost 3 log lines before this one: nobody read them in time\n"
            "kept\n");
  log.Write("the next\n");
  EXPECT_EQ(Read(), "the next\n");
}

TEST_F(LineLogTest, CutsALineThatIsTooLong) {
  LineLog log(writer_.get());
  log.Write(std::string(LineLog::kMostBytes, 'x') + "\n");
  EXPECT_EQ(Read(), std::string(LineLog::kMostBytes - 1, 'x') + "\n");
}

TEST_F(LineLogTest, OutlivesItsReader) {
  ASSERT_NE(std::signal(SIGPIPE, SIG_IGN), SIG_ERR);
  LineLog log(writer_.get());
  reader_.Reset();
  log.Write("to nobody\n");
  log.Write("to nobody\n");
  EXPECT_EQ(log.lost(), 2u);
}

// As under socket activation, where stderr may be a file that is full.
// A disk that is full takes a part: here a file that may not grow.
TEST_F(LineLogTest, ALineThatWasCutOffIsEndedBeforeTheNext) {
  std::FILE* const file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit unlimited;
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  rlimit small = unlimited;
  small.rlim_cur = 8;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  LineLog log(::fileno(file));
  log.Write("Accepted\n");
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &unlimited), 0);
  EXPECT_EQ(log.lost(), 1u);
  log.Write("the next\n");
  char text[256] = {};
  ASSERT_GT(::pread(::fileno(file), text, sizeof(text) - 1, 0), 0);
  EXPECT_STREQ(text,
               "Accepted\n"
               "Lost 1 log lines before this one: nobody read them in time\n"
               "the next\n");
  std::fclose(file);
}

TEST_F(LineLogTest, CountsWhatTheSystemDoesNotTake) {
  const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  LineLog log(full.get());
  log.Write("to a full disk\n");
  EXPECT_EQ(log.lost(), 1u);
}

}  // namespace
}  // namespace uds
