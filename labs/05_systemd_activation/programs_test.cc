// The reference server and client of lab 05 on their command lines: flags,
// defaults, and what they say to bad input.

#include <poll.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/socket/stream_socket.h"
#include "common/testing/child_process.h"
#include "common/testing/contract/activation.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::uds_testing::Activation;
using ::uds_testing::ChildOptions;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;

constexpr char kServer[] = "labs/05_systemd_activation/server";
constexpr char kClient[] = "labs/05_systemd_activation/client";
constexpr char kSocketLine[] = "Using socket passed by systemd";
constexpr absl::Duration kPatience = absl::Seconds(30);

class ProgramsTest : public ::testing::Test {
 protected:
  // The test's own directory is XDG_RUNTIME_DIR.
  ChildOptions Options() const {
    ChildOptions options;
    options.environment.push_back("XDG_RUNTIME_DIR=" + directory_.path());
    return options;
  }

  std::unique_ptr<ChildProcess> Start(std::vector<std::string> command) const {
    return ChildProcess::Start(command, Options()).value();
  }

  // The server on the socket of `activation_`; `script` is what a shell does
  // with it, "$@". The variables of `environment` come last.
  std::unique_ptr<ChildProcess> Activate(
      std::vector<std::string> flags,
      const std::vector<std::string>& environment = {},
      const std::string& script = "exec \"$@\"") const {
    ChildOptions options = Options();
    for (const std::string& variable : activation_->Environment()) {
      options.environment.push_back(variable);
    }
    options.descriptors = {activation_->listener()};
    std::vector<std::string> command = {"/usr/bin/env", "--"};
    command.insert(command.end(), environment.begin(), environment.end());
    command.insert(
        command.end(),
        {"/bin/sh", "-c", "export LISTEN_PID=$$; " + script, "sh", kServer});
    command.insert(command.end(), flags.begin(), flags.end());
    return ChildProcess::Start(command, std::move(options)).value();
  }

  // What a program says to stderr that must end with `status`.
  static std::string Complaint(std::unique_ptr<ChildProcess> program,
                               int status = 1) {
    EXPECT_EQ(program->Wait(kPatience).value(), ExitStatus::Exited(status));
    return program->errors();
  }

  // The client, which is answered with `answer` and nothing more.
  std::unique_ptr<ChildProcess> Answered(const std::string& answer) const {
    auto client = Start({kClient});
    pollfd waiting{activation_->listener(), POLLIN, 0};
    EXPECT_EQ(::poll(&waiting, 1, 60'000), 1);
    const auto accepted = uds::Accept(activation_->listener());
    EXPECT_TRUE(accepted.ok()) << accepted.status();
    pollfd readable{accepted->socket.get(), POLLIN, 0};
    EXPECT_EQ(::poll(&readable, 1, 60'000), 1);
    std::array<char, 4096> request;
    EXPECT_TRUE(
        uds::Receive(accepted->socket.get(), absl::MakeSpan(request)).ok());
    if (!answer.empty()) {
      EXPECT_TRUE(uds::Send(accepted->socket.get(), answer).ok());
    }
    return client;
  }

  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("uds-demo.sock");
  const std::shared_ptr<Activation> activation_ =
      Activation::Create(path_).value();
};

TEST_F(ProgramsTest, RunByHandTheServerSaysWhatTheArticlesDoes) {
  EXPECT_THAT(Complaint(Start({kServer})),
              HasSubstr("LISTEN_FDS or LISTEN_PID not set. Are you using "
                        "systemd socket activation?"));
}

TEST_F(ProgramsTest, TheClientFindsTheSocketAtItsDefaultPath) {
  const auto server = Activate({});
  const auto client = Start({kClient});
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0))
      << client->errors();
  EXPECT_EQ(client->output(), "You are authorized!\n");
}

// There is time to start the server: its socket is there before it.
TEST_F(ProgramsTest, AClientThatComesBeforeTheServerIsServed) {
  const auto client = Start({kClient});
  pollfd waiting{activation_->listener(), POLLIN, 0};
  ASSERT_EQ(::poll(&waiting, 1, 60'000), 1);
  const auto server = Activate({});
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0))
      << client->errors();
}

TEST_F(ProgramsTest, AWordTooManyIsNamed) {
  EXPECT_THAT(Complaint(Start({kServer, "sock"}), 2), HasSubstr("\"sock\""));
  EXPECT_THAT(Complaint(Start({kClient, "ping"}), 2), HasSubstr("\"ping\""));
}

TEST_F(ProgramsTest, AListThatAdmitsNobodyOrTheUnknownIsRefused) {
  EXPECT_THAT(Complaint(Activate({"--allow_uid=none"})), HasSubstr("server: "));
  EXPECT_THAT(Complaint(Activate({"--allow_uid=65534"})), HasSubstr("65534"));
  EXPECT_THAT(Complaint(Activate({"--allow_gid=root"})), HasSubstr("root"));
}

TEST_F(ProgramsTest, AnAddressOfTheManagerThatIsNoneIsNamed) {
  EXPECT_THAT(Complaint(Activate({}, {"NOTIFY_SOCKET=here"})),
              HasSubstr("NOTIFY_SOCKET is \"here\""));
}

// It waits for READY=1, and will end us if it does not come.
TEST_F(ProgramsTest, WhereReadinessCannotBeToldTheServerDoesNotRun) {
  const std::string missing = directory_.Path("none");
  EXPECT_THAT(Complaint(Activate({}, {"NOTIFY_SOCKET=" + missing})),
              HasSubstr(missing));
}

TEST_F(ProgramsTest, AClosedStreamIsRefused) {
  EXPECT_THAT(Complaint(Activate({}, {}, "exec \"$@\" <&-")),
              HasSubstr("stdin is closed"));
  EXPECT_THAT(
      Complaint(Start({"/bin/sh", "-c", std::string(kClient) + " >&-"})),
      HasSubstr("stdout is closed"));
}

TEST_F(ProgramsTest, WhereTheSocketsLineCannotBeWrittenTheServerDoesNotRun) {
  EXPECT_THAT(Complaint(Activate({}, {}, "exec \"$@\" >/dev/full")),
              HasSubstr("No space left"));
}

TEST_F(ProgramsTest, WithoutASocketTheClientAsksForItsUnit) {
  EXPECT_THAT(
      Complaint(Start({kClient, "--socket=" + directory_.Path("none")})),
      HasSubstr("is the server running?"));
}

TEST_F(ProgramsTest, TheClientReportsWhatIsNoAnswerOrNotTheRightOne) {
  EXPECT_THAT(Complaint(Answered("")),
              HasSubstr("closed the connection without an answer"));
  EXPECT_THAT(Complaint(Answered(
                  "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")),
              HasSubstr("status 404"));
  EXPECT_THAT(Complaint(Answered(
                  "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nYou are")),
              HasSubstr("client: "));
}

TEST_F(ProgramsTest, TheServerSaysWhichSocketItUses) {
  const auto server = Activate({}, {"LISTEN_FDNAMES=http"});
  EXPECT_TRUE(
      server
          ->WaitForOutput(std::string(kSocketLine) + ": " + path_ + " (http)\n",
                          kPatience)
          .ok());
}

}  // namespace
}  // namespace lab
