#include "common/socket/bound_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using ::testing::HasSubstr;

struct stat Lstat(const std::string& path) {
  struct stat found = {};
  EXPECT_EQ(::lstat(path.c_str(), &found), 0) << path;
  return found;
}

class BoundSocketTest : public ::testing::Test {
 protected:
  UnixAddress Address() const { return UnixAddress::FromPath(path_).value(); }

  absl::StatusOr<BoundSocket> Bind(mode_t mode = 0600) {
    return BoundSocket::Bind(Address(), mode);
  }

  // A socket of type `type` at the path, by a program that knows no lock.
  UniqueFd BindPlainly(int type) {
    UniqueFd fd(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
    const UnixAddress address = Address();
    EXPECT_EQ(::bind(fd.get(), address.sockaddr(), address.length()), 0);
    return fd;
  }

  void ExpectRefusedAndUntouched(absl::StatusCode code) {
    const struct stat before = Lstat(path_);
    EXPECT_EQ(Bind().status().code(), code);
    EXPECT_EQ(Lstat(path_).st_ino, before.st_ino);
  }

  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("s");
};

TEST_F(BoundSocketTest, MakesASocketAndRemovesIt) {
  {
    const absl::StatusOr<BoundSocket> bound = Bind();
    ASSERT_TRUE(bound.ok()) << bound.status();
    EXPECT_TRUE(S_ISSOCK(Lstat(path_).st_mode));
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(BoundSocketTest, HasExactlyTheModeThatWasAskedWhateverTheUmask) {
  for (const mode_t umask : {0000, 0022, 0777}) {
    for (const mode_t mode : {0777, 0660, 0600, 0000}) {
      const mode_t saved = ::umask(umask);
      const absl::StatusOr<BoundSocket> bound = Bind(mode);
      EXPECT_EQ(::umask(saved), umask) << "the umask was not put back";
      ASSERT_TRUE(bound.ok()) << bound.status();
      EXPECT_EQ(Lstat(path_).st_mode & 07777, mode);
    }
  }
}

TEST_F(BoundSocketTest, RefusesALiveServerWithTheLock) {
  const absl::StatusOr<BoundSocket> first = Bind();
  ASSERT_TRUE(first.ok()) << first.status();
  const absl::Status status = Bind().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("in use by a running server"));
}

TEST_F(BoundSocketTest, RefusesALiveServerThatKnowsNoLock) {
  const UniqueFd server = BindPlainly(SOCK_STREAM);
  ASSERT_EQ(::listen(server.get(), 1), 0);
  ExpectRefusedAndUntouched(absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(Bind().status().message()),
              HasSubstr("in use by a running server"));
}

TEST_F(BoundSocketTest, RefusesALiveServerWhoseBacklogIsFull) {
  const UniqueFd server = BindPlainly(SOCK_STREAM);
  ASSERT_EQ(::listen(server.get(), 0), 0);
  const UniqueFd waiting = Connect(Address()).value();
  ExpectRefusedAndUntouched(absl::StatusCode::kAlreadyExists);
}

TEST_F(BoundSocketTest, RefusesALiveServerOfDatagrams) {
  const UniqueFd server = BindPlainly(SOCK_DGRAM);
  ExpectRefusedAndUntouched(absl::StatusCode::kAlreadyExists);
}

TEST_F(BoundSocketTest, ReplacesAStaleSocket) {
  BindPlainly(SOCK_STREAM);  // closed at once: the file stays
  const absl::StatusOr<BoundSocket> bound = Bind();
  ASSERT_TRUE(bound.ok()) << bound.status();
  ASSERT_EQ(::listen(bound->fd(), 1), 0);
  EXPECT_TRUE(Connect(Address()).ok());
}

TEST_F(BoundSocketTest, LeavesARegularFileAsItIs) {
  std::ofstream(path_) << "precious";
  ExpectRefusedAndUntouched(absl::StatusCode::kFailedPrecondition);
  std::ifstream content(path_);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(content), {}),
            "precious");
  EXPECT_THAT(std::string(Bind().status().message()),
              HasSubstr("is not a socket"));
}

TEST_F(BoundSocketTest, LeavesADirectoryAsItIs) {
  std::filesystem::create_directory(path_);
  ExpectRefusedAndUntouched(absl::StatusCode::kFailedPrecondition);
}

TEST_F(BoundSocketTest, LeavesSymlinksAsTheyAreAlsoToAStaleSocket) {
  std::filesystem::create_symlink(directory_.Path("nowhere"), path_);
  ExpectRefusedAndUntouched(absl::StatusCode::kFailedPrecondition);

  std::filesystem::remove(path_);
  BindPlainly(SOCK_STREAM);
  std::filesystem::rename(path_, directory_.Path("stale"));
  std::filesystem::create_symlink(directory_.Path("stale"), path_);
  ExpectRefusedAndUntouched(absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(S_ISSOCK(Lstat(directory_.Path("stale")).st_mode));
}

TEST_F(BoundSocketTest, LeavesTheFileOfASuccessorAlone) {
  std::optional<BoundSocket> old;
  {
    absl::StatusOr<BoundSocket> bound = Bind();
    ASSERT_TRUE(bound.ok()) << bound.status();
    old.emplace(*std::move(bound));
  }
  ASSERT_EQ(::unlink(path_.c_str()), 0);
  const UniqueFd successor = BindPlainly(SOCK_STREAM);
  const ino_t inode = Lstat(path_).st_ino;
  old.reset();
  EXPECT_EQ(Lstat(path_).st_ino, inode);
}

TEST_F(BoundSocketTest, RemovesARelativePathAlsoAfterChdir) {
  std::filesystem::current_path(directory_.path());
  {
    const absl::StatusOr<BoundSocket> bound =
        BoundSocket::Bind(UnixAddress::FromPath("s").value(), 0600);
    ASSERT_TRUE(bound.ok()) << bound.status();
    std::filesystem::current_path("/");
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(BoundSocketTest, NamesADirectoryThatIsMissing) {
  const std::string missing = directory_.Path("none/s");
  const absl::Status status =
      BoundSocket::Bind(UnixAddress::FromPath(missing).value(), 0600).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr(directory_.Path("none")));
}

TEST_F(BoundSocketTest, RemovedEarlyTheFileIsGoneAndTheSocketStays) {
  absl::StatusOr<BoundSocket> bound = Bind();
  ASSERT_TRUE(bound.ok()) << bound.status();
  bound->RemoveFile();
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_EQ(::listen(bound->fd(), 1), 0);
  // A successor may begin, and its file is left alone.
  const absl::StatusOr<BoundSocket> successor = Bind();
  ASSERT_TRUE(successor.ok()) << successor.status();
  bound->RemoveFile();
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(BoundSocketTest, TakesAnAbstractNameOnce) {
  const UnixAddress name = UnixAddress::FromAbstractName(
                               "uds-labs-test-" + std::to_string(::getpid()))
                               .value();
  const absl::StatusOr<BoundSocket> bound = BoundSocket::Bind(name, 0600);
  ASSERT_TRUE(bound.ok()) << bound.status();
  EXPECT_EQ(UnixAddress::OfSocket(bound->fd())->name(), name.name());
  const absl::Status second = BoundSocket::Bind(name, 0600).status();
  EXPECT_EQ(second.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(second.message()),
              HasSubstr("in use by a running server"));
}

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

Pipe NewPipe() {
  int fds[2];
  EXPECT_EQ(::pipe(fds), 0);
  return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

void WaitFor(const Pipe& signal) {
  char byte;
  if (::read(signal.read_end.get(), &byte, 1) != 1) ::_exit(2);
}

// Two starters of one path, each a process of its own since the umask belongs
// to the process. Each holds what it won until both have told how they fared.
class Race {
 public:
  // Lets both go at once, and returns how many of them won.
  int Run(const UnixAddress& address) {
    for (pid_t& child : children_) {
      child = ::fork();
      if (child == 0) Contend(address);
    }
    EXPECT_EQ(::write(start_.write_end.get(), "gg", 2), 2);
    int wins = 0;
    for (size_t i = 0; i < std::size(children_); ++i) {
      char byte = '?';
      EXPECT_EQ(::read(report_.read_end.get(), &byte, 1), 1);
      wins += byte == '1' ? 1 : 0;
    }
    return wins;
  }

  void End() {
    EXPECT_EQ(::write(finish_.write_end.get(), "ee", 2), 2);
    for (const pid_t child : children_) {
      int status;
      ASSERT_EQ(::waitpid(child, &status, 0), child);
      EXPECT_EQ(status, 0);
    }
  }

 private:
  [[noreturn]] void Contend(const UnixAddress& address) {
    WaitFor(start_);
    const absl::StatusOr<BoundSocket> bound = BoundSocket::Bind(address, 0600);
    const bool won = bound.ok() && ::listen(bound->fd(), 1) == 0;
    if (::write(report_.write_end.get(), won ? "1" : "0", 1) != 1) ::_exit(2);
    WaitFor(finish_);
    ::_exit(0);  // without destructors: the file stays, stale
  }

  const Pipe start_ = NewPipe();
  const Pipe report_ = NewPipe();
  const Pipe finish_ = NewPipe();
  pid_t children_[2];
};

TEST_F(BoundSocketTest,
       OfTwoStartersOnOneStalePathExactlyOneWins400TimesOf400) {
  BindPlainly(SOCK_STREAM);
  for (int round = 0; round < 400; ++round) {
    Race race;
    EXPECT_EQ(race.Run(Address()), 1) << "winners in round " << round;
    EXPECT_TRUE(Connect(Address()).ok()) << "in round " << round;
    race.End();
  }
}

}  // namespace
}  // namespace uds
