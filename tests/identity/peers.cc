#include "tests/identity/peers.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "gtest/gtest.h"

namespace identity {
namespace {

bool HasFailed() { return ::testing::Test::HasFailure(); }

}  // namespace

void Steps::Pause() {
  char byte = HasFailed() ? 1 : 0;
  ::send(channel_, &byte, 1, MSG_NOSIGNAL);
  // End of stream too lets it go on: the test waits for its end.
  static_cast<void>(::recv(channel_, &byte, 1, 0));
}

void Steps::Execute(const std::vector<std::string>& argv) {
  std::vector<char*> pointers;
  for (const std::string& word : argv) {
    pointers.push_back(const_cast<char*>(word.c_str()));
  }
  pointers.push_back(nullptr);
  ::execvp(pointers[0], pointers.data());
  ADD_FAILURE() << "cannot execute " << argv[0];
}

Peer::Peer(const std::function<void(Steps&)>& body) {
  int channel[2];
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel),
            0);
  std::fflush(nullptr);  // else the child would print it once more
  pid_ = ::fork();
  if (pid_ < 0) {  // to kill(2), -1 is every process that there is
    std::perror("fork");
    std::abort();
  }
  if (pid_ == 0) {
    ::close(channel[0]);
    Steps steps(channel[1]);
    body(steps);
    ::_exit(HasFailed() ? 1 : 0);
  }
  ::close(channel[1]);
  channel_ = uds::UniqueFd(channel[0]);
  AwaitPause();
}

// By a message if it pauses, and by the end of the stream if it ends or, as its
// side is close-on-exec, has become another program.
void Peer::AwaitPause() {
  char failed = 0;
  const ssize_t size = ::recv(channel_.get(), &failed, 1, 0);
  EXPECT_GE(size, 0);
  EXPECT_EQ(failed, 0) << "a step of pid " << pid_ << " failed: see above";
  silent_ = size == 0;
}

void Peer::Continue() {
  const char byte = 0;
  EXPECT_EQ(::send(channel_.get(), &byte, 1, MSG_NOSIGNAL), 1);
  AwaitPause();
}

void Peer::Kill() {
  ::kill(pid_, SIGKILL);
  killed_ = true;
  siginfo_t ignored;
  EXPECT_EQ(::waitid(P_PID, pid_, &ignored, WEXITED | WNOWAIT), 0);
}

void Peer::Finish() {
  if (reaped_) return;
  // The status of one that is already on its way to its end stays as it is.
  if (silent_) Kill();
  ::shutdown(channel_.get(), SHUT_RDWR);
  int status;
  EXPECT_EQ(::waitpid(pid_, &status, 0), pid_);
  EXPECT_TRUE(status == 0 || (killed_ && status == SIGKILL))
      << "pid " << pid_ << " failed, with wait status " << status;
  reaped_ = true;
}

}  // namespace identity
