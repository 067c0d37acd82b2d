#include "common/systemd/activation.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/child_process.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds::systemd {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::uds_testing::Call;
using ::uds_testing::ChildOptions;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;
using ::uds_testing::TracedProcess;
using ::uds_testing::TracedRun;

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr char kProgram[] = "common/systemd/adopting_program";

// What a shell that is asked after an adoption finds.
constexpr char kLookAround[] =
    "env | grep ^LISTEN_ | grep -v ^LISTEN_PID= | sort; "
    "for fd in 3 4; do test -e /proc/self/fd/$fd && echo $fd is open; done; "
    "true";

class ActivationTest : public ::testing::Test {
 protected:
  // A bound socket of `type`, at a path of its own; it does not listen.
  UniqueFd Bound(int type) {
    UniqueFd fd(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
    const UnixAddress address =
        UnixAddress::FromPath(directory_.Path(std::to_string(sockets_++)))
            .value();
    EXPECT_EQ(::bind(fd.get(), address.sockaddr(), address.length()), 0);
    return fd;
  }

  UniqueFd Listening(int type = SOCK_STREAM) {
    UniqueFd fd = Bound(type);
    EXPECT_EQ(::listen(fd.get(), 8), 0);
    return fd;
  }

  // The output of a shell's `script`, in which "$@" is the program, with
  // `descriptors` from 3 on.
  static std::string Run(const std::string& script,
                         const std::vector<int>& descriptors,
                         std::vector<std::string> command = {}) {
    std::vector<std::string> argv = {"/bin/sh", "-c", script, "sh", kProgram};
    argv.insert(argv.end(), command.begin(), command.end());
    const auto child =
        ChildProcess::Start(argv, {.descriptors = descriptors}).value();
    EXPECT_TRUE(child->Wait(kPatience).ok());
    EXPECT_EQ(child->errors(), "");
    return child->output();
  }

  // What is said of one descriptor that is passed as a manager does it.
  static std::string Judge(const UniqueFd& fd) {
    return Run("LISTEN_PID=$$ LISTEN_FDS=1 exec \"$@\"", {fd.get()});
  }

  const uds_testing::TempDirectory directory_;
  int sockets_ = 0;
};

TEST_F(ActivationTest, GivesEachSocketWithItsNameReadyForALoop) {
  const UniqueFd web = Listening();
  const UniqueFd admin = Listening();
  EXPECT_THAT(
      Run("LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=web:admin exec \"$@\"",
          {web.get(), admin.get()}),
      StartsWith("3 \"web\" close-on-exec non-blocking\n"
                 "4 \"admin\" close-on-exec non-blocking\n"));
}

TEST_F(ActivationTest, TakesAnAbstractNameToo) {
  const UniqueFd fd = NewStreamSocket().value();
  const UnixAddress name =
      UnixAddress::FromAbstractName(directory_.path()).value();
  ASSERT_EQ(::bind(fd.get(), name.sockaddr(), name.length()), 0);
  ASSERT_EQ(::listen(fd.get(), 8), 0);
  EXPECT_THAT(Judge(fd), StartsWith("3 \"unknown\" "));
}

TEST_F(ActivationTest, LeavesAChildNeitherDescriptorsNorVariables) {
  const UniqueFd web = Listening();
  const UniqueFd admin = Listening();
  const std::string output =
      Run("LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=web:admin "
          "LISTEN_PIDFDID=1 exec \"$@\"",
          {web.get(), admin.get()}, {"/bin/sh", "-c", kLookAround});
  EXPECT_THAT(output, Not(HasSubstr("LISTEN_PID=")));
  EXPECT_THAT(output, Not(HasSubstr("LISTEN_FDS=")));
  EXPECT_THAT(output, Not(HasSubstr("LISTEN_FDNAMES=")));
  EXPECT_THAT(output, Not(HasSubstr("LISTEN_PIDFDID=")));
  EXPECT_THAT(output, Not(HasSubstr("is open")));
}

TEST_F(ActivationTest, IsDoneOnce) {
  EXPECT_THAT(Judge(Listening()),
              HasSubstr("again: FAILED_PRECONDITION: LISTEN_FDS or LISTEN_PID "
                        "not set."));
}

TEST_F(ActivationTest, OnAnErrorLeavesAllAsItWas) {
  const UniqueFd good = Listening();
  const UniqueFd bad = Bound(SOCK_STREAM);
  EXPECT_EQ(::fcntl(good.get(), F_GETFL) & O_NONBLOCK, 0);
  const std::string output =
      Run("LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=good:bad exec \"$@\"",
          {good.get(), bad.get()}, {"/bin/sh", "-c", kLookAround});
  EXPECT_THAT(output, StartsWith("FAILED_PRECONDITION: descriptor 4,"));
  EXPECT_THAT(output, HasSubstr("\nLISTEN_FDNAMES=good:bad\nLISTEN_FDS=2\n"
                                "3 is open\n4 is open\n"));
  EXPECT_EQ(::fcntl(good.get(), F_GETFL) & O_NONBLOCK, 0);
}

TEST_F(ActivationTest, WithoutVariablesThereIsNone) {
  const UniqueFd fd = Listening();
  EXPECT_EQ(Run("exec \"$@\"", {fd.get()}),
            "FAILED_PRECONDITION: LISTEN_FDS or LISTEN_PID not set. Are you "
            "using systemd socket activation? By hand: "
            "systemd-socket-activate -l SOCKET PROGRAM\n");
}

// The script's pid is the one in LISTEN_PID, and its child has another.
TEST_F(ActivationTest, BehindAShellThatDoesNotExecItIsRefused) {
  const UniqueFd fd = Listening();
  const std::string output =
      Run("export LISTEN_PID=$$ LISTEN_FDS=1; echo $$; \"$@\"; :", {fd.get()});
  const std::string shell = output.substr(0, output.find('\n'));
  EXPECT_THAT(output, HasSubstr("LISTEN_PID " + shell +
                                " does not match current PID "));
  EXPECT_THAT(output, HasSubstr("has to end in exec"));
}

TEST_F(ActivationTest, AClosedDescriptorIsRefused) {
  EXPECT_THAT(Run("LISTEN_PID=$$ LISTEN_FDS=1 exec \"$@\"", {}),
              StartsWith("FAILED_PRECONDITION: descriptor 3, which was passed "
                         "as a socket, is closed"));
}

// Two thousand million looks would take minutes.
TEST_F(ActivationTest, AHugeCountEndsAtTheFirstThatIsClosed) {
  const UniqueFd fd = Listening();
  EXPECT_THAT(
      Run("LISTEN_PID=$$ LISTEN_FDS=2000000000 exec \"$@\"", {fd.get()}),
      StartsWith("FAILED_PRECONDITION: descriptor 4, which was passed "
                 "as a socket, is closed"));
}

TEST_F(ActivationTest, WhatIsNoSocketIsRefused) {
  const UniqueFd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  std::array<int, 2> pipe;
  ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
  const UniqueFd read_end(pipe[0]);
  const UniqueFd write_end(pipe[1]);
  for (const UniqueFd* const fd : {&file, &read_end}) {
    EXPECT_THAT(Judge(*fd),
                AllOf(StartsWith("FAILED_PRECONDITION: descriptor 3, "),
                      HasSubstr("is no socket")));
  }
}

TEST_F(ActivationTest, AnotherFamilyIsRefusedByItsName) {
  for (const auto& [family, name] :
       {std::pair(AF_INET, "AF_INET,"), std::pair(AF_INET6, "AF_INET6,"),
        std::pair(AF_NETLINK, "address family 16,")}) {
    const int type = family == AF_NETLINK ? SOCK_RAW : SOCK_STREAM;
    const UniqueFd fd(::socket(family, type | SOCK_CLOEXEC, 0));
    ASSERT_TRUE(fd.valid()) << name;
    // Which also binds it, to a port that is free.
    if (type == SOCK_STREAM) {
      ASSERT_EQ(::listen(fd.get(), 1), 0) << name;
    }
    EXPECT_THAT(Judge(fd),
                AllOf(StartsWith("FAILED_PRECONDITION: descriptor 3, "),
                      HasSubstr(std::string("is of ") + name),
                      HasSubstr("not of AF_UNIX")));
  }
}

TEST_F(ActivationTest, AnotherTypeIsRefusedByItsName) {
  const UniqueFd datagrams = Bound(SOCK_DGRAM);
  EXPECT_THAT(Judge(datagrams),
              AllOf(StartsWith("FAILED_PRECONDITION: descriptor 3, "),
                    HasSubstr("is of SOCK_DGRAM, not of SOCK_STREAM")));
  const UniqueFd packets = Listening(SOCK_SEQPACKET);
  EXPECT_THAT(Judge(packets),
              AllOf(StartsWith("FAILED_PRECONDITION: descriptor 3, "),
                    HasSubstr("is of SOCK_SEQPACKET, not of SOCK_STREAM")));
}

TEST_F(ActivationTest, WhatDoesNotListenIsRefused) {
  const UniqueFd bound = Bound(SOCK_STREAM);
  const auto [connection, other_end] = SocketPair().value();
  for (const UniqueFd* const fd : {&bound, &connection}) {
    EXPECT_THAT(Judge(*fd),
                AllOf(StartsWith("FAILED_PRECONDITION: descriptor 3, "),
                      HasSubstr("does not listen")));
  }
}

// SO_ACCEPTCONN says yes still, but no client could ever connect.
TEST_F(ActivationTest, WhatSomebodyHasShutDownIsRefused) {
  for (const int how : {SHUT_RD, SHUT_RDWR}) {
    const UniqueFd listener = Bound(SOCK_STREAM);
    ASSERT_EQ(::listen(listener.get(), 1), 0);
    ASSERT_EQ(::shutdown(listener.get(), how), 0);
    EXPECT_THAT(Judge(listener), HasSubstr("was shut down"));
  }
}

// What really passes them, where no manager runs.
class SocketActivateTest : public ActivationTest {
 protected:
  void SetUp() override {
    const auto found = ChildProcess::Start({"systemd-socket-activate", "-h"});
    if (!found.ok()) {
      GTEST_SKIP() << "systemd-socket-activate is not installed: apt-get "
                      "install systemd";
    }
  }

  // The output of the program, started by a client's connect or datagram.
  std::string Activate(const std::vector<std::string>& options,
                       const std::string& path, int type = SOCK_STREAM) {
    std::vector<std::string> command = {"/usr/bin/env",
                                        "systemd-socket-activate"};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(kProgram);
    const auto manager = TracedProcess::Start(command);
    EXPECT_TRUE(manager.ok()) << manager.status();
    // The last that it does before it waits; a datagram socket does not listen.
    const auto bound =
        (*manager)->WaitFor(Call("bind").With(path + "\"").Succeeding());
    EXPECT_TRUE(bound.ok()) << bound.status();
    if (type != SOCK_DGRAM) {
      const auto listening = (*manager)->WaitFor(
          Call("listen").WithArgument(0, bound->args[0]).Returning(0));
      EXPECT_TRUE(listening.ok()) << listening.status();
    }
    const UnixAddress address = UnixAddress::FromPath(path).value();
    const UniqueFd client(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::connect(client.get(), address.sockaddr(), address.length()), 0);
    EXPECT_EQ(::send(client.get(), "x", 1, MSG_NOSIGNAL), 1);
    const absl::StatusOr<TracedRun> run = (*manager)->Finish();
    EXPECT_TRUE(run.ok()) << run.status();
    return run.ok() ? run->output : "";
  }
};

TEST_F(SocketActivateTest, PassesOneSocketWithoutAName) {
  const std::string path = directory_.Path("s");
  EXPECT_THAT(Activate({"-l", path}, path),
              StartsWith("3 \"unknown\" close-on-exec non-blocking\n"));
}

TEST_F(SocketActivateTest, PassesTwoWithTheirNames) {
  const std::string path = directory_.Path("second");
  EXPECT_THAT(Activate({"--fdname=web:admin", "-l", directory_.Path("first"),
                        "-l", path},
                       path),
              StartsWith("3 \"web\" close-on-exec non-blocking\n"
                         "4 \"admin\" close-on-exec non-blocking\n"));
}

TEST_F(SocketActivateTest, PassesWhatIsRefused) {
  const std::string datagrams = directory_.Path("datagrams");
  EXPECT_THAT(Activate({"--datagram", "-l", datagrams}, datagrams, SOCK_DGRAM),
              HasSubstr("is of SOCK_DGRAM"));
  const std::string packets = directory_.Path("packets");
  EXPECT_THAT(Activate({"--seqpacket", "-l", packets}, packets, SOCK_SEQPACKET),
              HasSubstr("is of SOCK_SEQPACKET"));
}

}  // namespace
}  // namespace uds::systemd
