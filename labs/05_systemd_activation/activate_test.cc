// The reference programs under systemd-socket-activate(1), which passes sockets
// as systemd does, without a manager; and curl as their client. What only a
// manager does is in //tests/systemd.

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;

constexpr char kServer[] = "labs/05_systemd_activation/server";
constexpr char kClient[] = "labs/05_systemd_activation/client";
constexpr char kAuthorized[] = "You are authorized!\n";
constexpr absl::Duration kPatience = absl::Seconds(30);

// Empty if `program` can be started; else that it cannot, and the fix.
std::string WhyMissing(const std::string& program, const std::string& package) {
  const auto found = ChildProcess::Start({program, "--version"});
  if (found.ok()) return "";
  return absl::StrFormat("%s is not installed: apt-get install %s", program,
                         package);
}

class ActivateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const std::string& missing :
         {WhyMissing("systemd-socket-activate", "systemd"),
          WhyMissing("curl", "curl")}) {
      if (!missing.empty()) GTEST_SKIP() << missing;
    }
  }

  // Listens at `paths`, and starts `command` when somebody comes. What both
  // print is its output.
  std::unique_ptr<ChildProcess> Activate(std::vector<std::string> options,
                                         const std::vector<std::string>& paths,
                                         std::vector<std::string> command) {
    std::vector<std::string> argv = {"/bin/sh", "-c", "exec \"$@\" 2>&1", "sh",
                                     "systemd-socket-activate"};
    for (const std::string& path : paths) {
      options.insert(options.end(), {"-l", path});
    }
    argv.insert(argv.end(), options.begin(), options.end());
    argv.insert(argv.end(), command.begin(), command.end());
    auto activator = ChildProcess::Start(argv).value();
    const absl::Status listening = activator->WaitForOutput(
        absl::StrFormat("Listening on %s as %d", paths.back(),
                        static_cast<int>(paths.size()) + 2),
        kPatience);
    EXPECT_TRUE(listening.ok()) << listening;
    return activator;
  }

  std::unique_ptr<ChildProcess> Finished(std::vector<std::string> command) {
    auto child = ChildProcess::Start(command).value();
    EXPECT_TRUE(child->Wait(kPatience).ok());
    return child;
  }

  std::unique_ptr<ChildProcess> Curl(const std::string& path) {
    return Finished({"curl", "--silent", "--show-error", "--max-time", "60",
                     "--unix-socket", path, "http://localhost/"});
  }

  // What the program says that refuses what it is passed.
  std::string Complaint(std::vector<std::string> options,
                        std::vector<std::string> command = {kServer}) {
    const auto activator = Activate(std::move(options), {path_}, command);
    Curl(path_);
    EXPECT_EQ(activator->Wait(kPatience).value(), ExitStatus::Exited(1));
    return activator->output();
  }

  static void ExpectSaid(ChildProcess& program, const std::string& text) {
    const absl::Status said = program.WaitForOutput(text, kPatience);
    EXPECT_TRUE(said.ok()) << said;
  }

  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("demo.sock");
};

TEST_F(ActivateTest, TheFirstCurlStartsTheServerAndIsAnswered) {
  const auto activator = Activate({}, {path_}, {kServer});
  EXPECT_THAT(activator->output(), Not(HasSubstr("Using socket")));
  const auto curl = Curl(path_);
  EXPECT_EQ(curl->output(), kAuthorized) << curl->errors();
  ExpectSaid(*activator,
             "Using socket passed by systemd: " + path_ + " (unknown)\n");
  ExpectSaid(*activator,
             absl::StrFormat("Accepted connection from UID=%d PID=%d GID=%d\n",
                             ::geteuid(), curl->pid(), ::getegid()));
}

TEST_F(ActivateTest, EndedItLeavesTheSocketsFile) {
  const auto activator = Activate({}, {path_}, {kServer});
  EXPECT_EQ(Curl(path_)->output(), kAuthorized);
  activator->Signal(SIGTERM);
  EXPECT_EQ(activator->Wait(kPatience).value(), ExitStatus::Exited(0));
  EXPECT_TRUE(std::filesystem::is_socket(path_));
}

TEST_F(ActivateTest, OfTwoSocketsBothAreServedUnderTheirNames) {
  const std::string second = directory_.Path("second.sock");
  const auto activator =
      Activate({"--fdname=web:admin"}, {path_, second}, {kServer});
  EXPECT_EQ(Curl(second)->output(), kAuthorized);
  EXPECT_EQ(Curl(path_)->output(), kAuthorized);
  ExpectSaid(*activator, "Using socket passed by systemd: " + path_ +
                             " (web)\nUsing socket passed by systemd: " +
                             second + " (admin)\n");
}

TEST_F(ActivateTest, WhoIsNotAllowedIsRefusedWithoutAnAnswer) {
  const auto activator =
      Activate({}, {path_}, {kServer, "--allow_uid=4294967294"});
  const auto curl = Curl(path_);
  EXPECT_NE(curl->Wait(kPatience).value(), ExitStatus::Exited(0));
  EXPECT_EQ(curl->output(), "");
  ExpectSaid(*activator,
             absl::StrFormat("Rejected connection: UID %d (only UID 4294967294 "
                             "allowed) PID=%d",
                             ::geteuid(), curl->pid()));
  const auto client = Finished({kClient, "--socket=" + path_});
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(1));
  EXPECT_THAT(client->errors(), HasSubstr("closed the connection without"));
}

// A trap that the README warns of: lab 01's server would refuse to start.
TEST_F(ActivateTest, ARegularFileAtThePathIsLost) {
  std::ofstream(path_) << "precious";
  const auto activator = Activate({}, {path_}, {kServer});
  EXPECT_TRUE(std::filesystem::is_socket(path_));
}

// It listens, and then becomes the server; systemd itself does not.
TEST_F(ActivateTest, TheClientIsToldOfTheProcessThatListened) {
  const auto activator = Activate({}, {path_}, {kServer});
  const auto client = Finished({kClient, "--socket=" + path_, "--show_server"});
  EXPECT_EQ(
      client->output(),
      absl::StrFormat("The kernel names PID=%d UID=%d GID=%d\n%s",
                      activator->pid(), ::geteuid(), ::getegid(), kAuthorized))
      << client->errors();
}

TEST_F(ActivateTest, AScriptThatExecsMayStandBetween) {
  const auto activator =
      Activate({}, {path_}, {"/bin/sh", "-c", "exec \"$0\"", kServer});
  EXPECT_EQ(Curl(path_)->output(), kAuthorized);
}

TEST_F(ActivateTest, AScriptThatDoesNotExecMayNot) {
  EXPECT_THAT(Complaint({}, {"/bin/sh", "-c", "\"$0\"; exit $?", kServer}),
              HasSubstr("does not match current PID"));
}

TEST_F(ActivateTest, AConnectionInPlaceOfTheListenerIsRefused) {
  const auto activator = Activate({"--accept"}, {path_}, {kServer});
  Curl(path_);
  // The activator goes on: it has started a child.
  ExpectSaid(*activator, "does not listen");
  activator->Signal(SIGTERM);
  EXPECT_TRUE(activator->Wait(kPatience).ok());
}

TEST_F(ActivateTest, PacketsAreRefused) {
  const auto activator = Activate({"--seqpacket"}, {path_}, {kServer});
  // A packet socket, as curl's is none.
  const auto socat = ChildProcess::Start(
      {"socat", "-u", "/dev/null", "UNIX-CONNECT:" + path_ + ",type=5"});
  if (!socat.ok()) GTEST_SKIP() << WhyMissing("socat", "socat");
  EXPECT_EQ(activator->Wait(kPatience).value(), ExitStatus::Exited(1));
  EXPECT_THAT(activator->output(), HasSubstr("is of SOCK_SEQPACKET"));
}

}  // namespace
}  // namespace lab
