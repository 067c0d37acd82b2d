// The reference server and client of lab 03 on their command lines: flags,
// defaults, and what they say to bad input and to each other.

#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/03_peercred/evidence.h"
#include "labs/03_peercred/processes.h"

namespace lab {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;

class ProgramsTest : public ::testing::Test {
 protected:
  // XDG_RUNTIME_DIR is the test's own directory.
  std::unique_ptr<ChildProcess> Start(const std::vector<std::string>& command) {
    uds_testing::ChildOptions options;
    options.environment.push_back("XDG_RUNTIME_DIR=" + directory_.path());
    return ChildProcess::Start(command, std::move(options)).value();
  }

  std::unique_ptr<ChildProcess> StartServer(std::vector<std::string> flags) {
    flags.insert(flags.begin(), kServer);
    auto server = Start(flags);
    EXPECT_TRUE(server->WaitForOutput("Listening on ", kPatience).ok());
    return server;
  }

  // What a program says to stderr that must end with `status`, and print
  // nothing.
  std::string Complaint(const std::vector<std::string>& command, int status) {
    const auto program = Start(command);
    EXPECT_EQ(program->Wait(kPatience).value(), ExitStatus::Exited(status));
    EXPECT_EQ(program->output(), "");
    return program->errors();
  }

  // Of the client, on a server that says `words` and closes.
  std::string ComplaintOn(const std::string& words) {
    const std::string path = directory_.Path("other.sock");
    const auto listener = uds::UnixListener::Create(
        uds::UnixAddress::FromPath(path).value(), 0600);
    EXPECT_TRUE(listener.ok()) << listener.status();
    const auto client = Start({kClient, "--socket=" + path});
    {
      pollfd waiting{(*listener)->fd(), POLLIN, 0};
      EXPECT_EQ(::poll(&waiting, 1, 60'000), 1);
      const auto accepted = (*listener)->Accept();
      EXPECT_TRUE(accepted.ok()) << accepted.status();
      if (!words.empty()) {
        EXPECT_TRUE(uds::Send(accepted->socket.get(), words).ok());
      }
    }
    EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(1));
    EXPECT_EQ(client->output(), words);
    return client->errors();
  }

  const uds_testing::TempDirectory directory_;
};

TEST_F(ProgramsTest, ServerAndClientAgreeOnTheDefaultPathAndOnWhoTheClientIs) {
  const auto server = StartServer({});
  EXPECT_EQ(server->output(),
            "Listening on " + directory_.Path("peercred.sock") + "\n");
  const auto client = Start({kClient});
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
  const std::string logged = LoggedBy(*server);
  EXPECT_THAT(logged, StartsWith(absl::StrFormat(
                          "PID=%d UID=%d GID=%d GROUPS=", client->pid(),
                          ::geteuid(), ::getegid())));
  EXPECT_EQ(client->output(),
            "Welcome, verified client!\nYou are " + logged + "\n");
}

// The article's list of three lines: each run has a pid of its own.
TEST_F(ProgramsTest, EachRunOfTheClientIsLoggedWithAnotherPidAndTheSameUser) {
  const auto server = StartServer({});
  std::vector<std::unique_ptr<ChildProcess>> clients;
  // Not one after the other, so that no pid can be used twice.
  for (int i = 0; i < 3; ++i) clients.push_back(Start({kClient}));
  for (const auto& client : clients) {
    EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
  }
  server->Signal(SIGTERM);
  EXPECT_EQ(server->Wait(kPatience).value(), ExitStatus::Exited(0));
  EXPECT_THAT(ClientLines(server->output()),
              UnorderedElementsAre(Names(Ours(clients[0]->pid())),
                                   Names(Ours(clients[1]->pid())),
                                   Names(Ours(clients[2]->pid()))));
}

TEST_F(ProgramsTest, TalkOverAnAbstractNameWithoutAFile) {
  const std::string socket = absl::StrFormat(
      "--socket=@%s",
      std::filesystem::path(directory_.path()).filename().string());
  const auto server = StartServer({socket});
  const auto client = Start({kClient, socket});
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
  EXPECT_THAT(client->output(), StartsWith("Welcome, verified client!\n"));
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(ProgramsTest, TheClientPrintsWhatCameOfAGreetingThatIsNotWhole) {
  EXPECT_THAT(ComplaintOn(""), HasSubstr("closed after 0 bytes"));
  EXPECT_THAT(ComplaintOn("Welcome, ver"), HasSubstr("closed after 12 bytes"));
  EXPECT_THAT(ComplaintOn("Welcome, verified client!\n"),
              HasSubstr("not complete"));
  EXPECT_THAT(ComplaintOn("Echo: ping\n"), HasSubstr("not complete"));
}

TEST_F(ProgramsTest, TheClientTrustsThoseServersAloneThatItIsToldTo) {
  const auto server = StartServer({});
  const std::string refusal = absl::StrFormat(
      "%s: the server there has UID %d: only UIDs 4711, 4712 allowed; "
      "--server_uid says whom you trust\n",
      directory_.Path("peercred.sock"), ::geteuid());
  EXPECT_THAT(Complaint({kClient, "--server_uid=4711,4712"}, 1),
              EndsWith(refusal));
  const auto client =
      Start({kClient, absl::StrFormat("--server_uid=4711,%d", ::geteuid())});
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
}

TEST_F(ProgramsTest, AServerUidThatIsNoneFailsClosed) {
  const auto server = StartServer({});
  for (const std::string uid : {"-1", "root", "", "0x0", "4294967295", " 0"}) {
    EXPECT_THAT(Complaint({kClient, "--server_uid=" + uid}, 1),
                HasSubstr("server_uid"))
        << uid;
  }
  // Any user without a number here, and nobody at all.
  EXPECT_THAT(Complaint({kClient, "--server_uid=65534"}, 1),
              HasSubstr("65534 can not be allowed"));
  EXPECT_THAT(Complaint({kClient, "--server_uid=none"}, 1),
              HasSubstr("name a UID"));
}

TEST_F(ProgramsTest, WithoutAServerTheClientAsksForOne) {
  EXPECT_THAT(Complaint({kClient}, 1), HasSubstr("is the server running?"));
}

TEST_F(ProgramsTest, AModeThatIsNotOctalPermissionsIsRefused) {
  for (const std::string mode : {"0888", "1777", "rw", ""}) {
    EXPECT_THAT(Complaint({kServer, "--mode=" + mode}, 1),
                HasSubstr("octal permission bits"))
        << mode;
  }
}

TEST_F(ProgramsTest, AWordTooManyIsNamed) {
  for (const char* const program : {kServer, kClient}) {
    EXPECT_THAT(Complaint({program, "sock"}, 2), HasSubstr("\"sock\""));
  }
}

TEST_F(ProgramsTest, AMissingDirectoryIsNamed) {
  const std::string missing = directory_.Path("none");
  EXPECT_THAT(Complaint({kServer, "--socket=" + missing + "/s"}, 1),
              HasSubstr(missing));
}

TEST_F(ProgramsTest, AClosedStreamIsRefusedSinceASocketWouldTakeItsPlace) {
  for (const std::string program : {kServer, kClient}) {
    EXPECT_THAT(Complaint({"/bin/sh", "-c", program + " >&-"}, 1),
                HasSubstr("stdout is closed"));
  }
}

TEST_F(ProgramsTest, AGreetingThatCannotBePrintedIsAnError) {
  const auto server = StartServer({});
  EXPECT_THAT(
      Complaint({"/bin/sh", "-c", std::string(kClient) + " >/dev/full"}, 1),
      HasSubstr("No space left"));
}

}  // namespace
}  // namespace lab
