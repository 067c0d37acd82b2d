// The two gates before a second user, a real one: the permissions of the
// socket's file, and the policy of the server behind it. Each refusal stands
// beside a success in the same directory, which shows what it was that refused.

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "common/testing/second_user.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::uds_testing::ChildProcess;
using ::uds_testing::CopyProgram;
using ::uds_testing::ExitStatus;
using ::uds_testing::SecondUser;

using std::chrono_literals::operator""us;

constexpr absl::Duration kPatience = absl::Minutes(1);

constexpr char kServed[] = "served";
constexpr char kByFile[] = "refused by the file";
constexpr char kByServer[] = "refused by the server";

class RealSecondUserTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<SecondUser> found = uds_testing::FindSecondUser();
    if (!found.ok()) GTEST_SKIP() << found.status().message();
    other_ = *found;
    uds_testing::OpenToOthers(directory_);
    client_ = CopyProgram("labs/04_auth_listener/client", directory_);
    allow_other_ = absl::StrFormat("--allow_uid=%u", other_.uid);
  }

  // Ready, on path_.
  void StartServer(std::vector<std::string> flags) {
    server_.reset();  // and only then the next one
    flags.insert(flags.begin(),
                 {"labs/04_auth_listener/server", "--socket=" + path_});
    server_ = ChildProcess::Start(flags).value();
    ASSERT_TRUE(server_->WaitForOutput("Listening on ", kPatience).ok())
        << server_->errors();
  }

  std::string Ask(const std::vector<std::string>& command) {
    const auto client = ChildProcess::Start(command).value();
    const ExitStatus status = client->Wait(kPatience).value();
    if (status == ExitStatus::Exited(0) &&
        client->output() == "You are authorized!\n") {
      return kServed;
    }
    EXPECT_EQ(status, ExitStatus::Exited(1));
    const std::string errors = client->errors();
    if (absl::StrContains(errors, "refused by the file's")) return kByFile;
    if (absl::StrContains(errors, "refused by the server")) return kByServer;
    return errors;
  }

  // How the client fares, as the second user and as root.
  std::string Other(const std::vector<gid_t>& groups = {}) {
    return Ask(other_.Command({client_, "--socket=" + path_}, groups));
  }
  std::string Root() { return Ask({client_, "--socket=" + path_}); }

  void Chmod(mode_t mode) { ASSERT_EQ(::chmod(path_.c_str(), mode), 0); }

  SecondUser other_ = {};
  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("s");
  std::string client_;       // where the second user can run it
  std::string allow_other_;  // a flag
  std::unique_ptr<ChildProcess> server_;
};

TEST_F(RealSecondUserTest, OnlyWritePermissionLetsItConnectAndNothingElse) {
  for (const auto& [mode, expected] :
       {std::pair("0600", kByFile), std::pair("0602", kServed),
        std::pair("0605", kByFile), std::pair("0666", kServed),
        std::pair("0000", kByFile), std::pair("0777", kServed)}) {
    StartServer({std::string("--mode=") + mode, allow_other_});
    EXPECT_EQ(Other(), expected) << mode;
  }
}

TEST_F(RealSecondUserTest, ByMode0777EverybodyConnectsAndThePolicyDecides) {
  StartServer({"--mode=0777"});
  EXPECT_EQ(Root(), kServed);
  EXPECT_EQ(Other(), kByServer);
  StartServer({"--mode=0777", allow_other_});
  EXPECT_EQ(Other(), kServed);
}

TEST_F(RealSecondUserTest, ChmodChangesWhoMayConnectWhileTheServerRuns) {
  StartServer({"--mode=0600", allow_other_});
  EXPECT_EQ(Other(), kByFile);
  Chmod(0666);
  EXPECT_EQ(Other(), kServed);
  Chmod(0600);
  EXPECT_EQ(Other(), kByFile);
}

TEST_F(RealSecondUserTest, ChownChangesWhoMayConnectWhileTheServerRuns) {
  StartServer({"--mode=0660", allow_other_});
  EXPECT_EQ(Other(), kByFile);
  ASSERT_EQ(::chown(path_.c_str(), -1, other_.gid), 0);
  EXPECT_EQ(Other(), kServed);
  ASSERT_EQ(::chown(path_.c_str(), -1, ::getegid()), 0);
  EXPECT_EQ(Other(), kByFile);
  ASSERT_EQ(::chown(path_.c_str(), other_.uid, -1), 0);
  EXPECT_EQ(Other(), kServed);
}

// Why setfacl(1) could not be had to do so, or nothing.
std::string SetAcl(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "setfacl");
  const auto child = ChildProcess::Start(arguments);
  if (!child.ok()) return "setfacl is not installed: apt-get install acl";
  if ((*child)->Wait(kPatience)->success()) return "";
  return absl::StrFormat(
      "no ACLs here: %s: put /tmp on a file system with them",
      (*child)->errors());
}

TEST_F(RealSecondUserTest, AnAclLetsItConnectAndThenThePolicyDecides) {
  const std::string user = absl::StrFormat("u:%u", other_.uid);
  for (const auto& [flag, expected] :
       {std::pair(std::string("--allow_uid=0"), kByServer),
        std::pair(allow_other_, kServed)}) {
    StartServer({"--mode=0600", flag});
    EXPECT_EQ(Other(), kByFile);
    const std::string trouble = SetAcl({"-m", user + ":rw", path_});
    if (!trouble.empty()) GTEST_SKIP() << trouble;
    EXPECT_EQ(Other(), expected);
    // What chmod(1) calls the group's bits is the limit of all that an ACL
    // gives. acl(5)
    Chmod(0600);
    EXPECT_EQ(Other(), kByFile);
    Chmod(0660);
    EXPECT_EQ(Other(), expected);
    ASSERT_EQ(SetAcl({"-x", user, path_}), "");
    EXPECT_EQ(Other(), kByFile);
  }
}

// So it is there for each new socket, from its first instant.
TEST_F(RealSecondUserTest, ADefaultAclOfTheDirectoryHoldsAsFarAsTheModeLetsIt) {
  const std::string trouble = SetAcl(
      {"-d", "-m", absl::StrFormat("u:%u:rw", other_.uid), directory_.path()});
  if (!trouble.empty()) GTEST_SKIP() << trouble;
  StartServer({"--mode=0660", allow_other_});
  EXPECT_EQ(Other(), kServed);
  StartServer({"--mode=0600", allow_other_});
  EXPECT_EQ(Other(), kByFile);
}

TEST_F(RealSecondUserTest, TheDirectoryIsPartOfTheFirstGate) {
  StartServer({"--mode=0777", allow_other_});
  EXPECT_EQ(Other(), kServed);
  // The client stays where it can be run.
  const uds_testing::TempDirectory programs;
  uds_testing::OpenToOthers(programs);
  client_ = CopyProgram("labs/04_auth_listener/client", programs);
  ASSERT_EQ(::chmod(directory_.path().c_str(), 0700), 0);
  EXPECT_EQ(Other(), kByFile);
}

TEST_F(RealSecondUserTest, RootPassesMode000AndThePolicyRefusesItAllTheSame) {
  StartServer({"--mode=0000"});
  EXPECT_EQ(Root(), kServed);
  EXPECT_EQ(Other(), kByFile);
  StartServer({"--mode=0000", allow_other_});
  EXPECT_EQ(Root(), kByServer);
  server_->Signal(SIGTERM);
  ASSERT_EQ(server_->Wait(kPatience).value(), ExitStatus::Exited(0));
  EXPECT_THAT(server_->errors(), HasSubstr(absl::StrFormat(
                                     "Rejected connection: UID 0 (only UID %u "
                                     "allowed) PID=",
                                     other_.uid)));
}

TEST_F(RealSecondUserTest, ByDefaultAServerOfItsOwnServesItAndNotRoot) {
  const std::string program =
      CopyProgram("labs/04_auth_listener/server", directory_);
  const std::string home = directory_.Path("home");
  ASSERT_EQ(::mkdir(home.c_str(), 0700), 0);
  ASSERT_EQ(::chown(home.c_str(), other_.uid, other_.gid), 0);
  const std::string socket = "--socket=" + home + "/s";
  server_ = ChildProcess::Start(other_.Command({program, socket})).value();
  ASSERT_TRUE(server_->WaitForOutput("Listening on ", kPatience).ok())
      << server_->errors();
  EXPECT_EQ(Ask(other_.Command({client_, socket})), kServed);
  EXPECT_EQ(Ask({client_, socket}), kByServer);
}

TEST_F(RealSecondUserTest, ASupplementaryGroupIsAdmittedByAllowGid) {
  constexpr gid_t kGroup = 4712;
  StartServer({"--mode=0666", absl::StrFormat("--allow_gid=%u", kGroup)});
  EXPECT_EQ(Other({4711, kGroup}), kServed);
  EXPECT_EQ(Other({4711}), kByServer);
  EXPECT_EQ(Other(), kByServer);
  // And to connect: the file may belong to that group.
  Chmod(0660);
  EXPECT_EQ(Other({kGroup}), kByFile);
  ASSERT_EQ(::chown(path_.c_str(), -1, kGroup), 0);
  EXPECT_EQ(Other({kGroup}), kServed);
  EXPECT_EQ(Other({4711}), kByFile);
}

TEST_F(RealSecondUserTest, TheLogTellsItsUidPidAndGid) {
  StartServer({"--mode=0666"});
  const auto client =
      ChildProcess::Start(other_.Command({client_, "--socket=" + path_}))
          .value();
  ASSERT_TRUE(client->Wait(kPatience).ok());
  server_->Signal(SIGTERM);
  ASSERT_EQ(server_->Wait(kPatience).value(), ExitStatus::Exited(0));
  EXPECT_EQ(
      server_->errors(),
      absl::StrFormat("Rejected connection: UID %u (only UID %u allowed) "
                      "PID=%d GID=%u\n",
                      other_.uid, ::geteuid(), client->pid(), other_.gid));
}

// Knocks as the second user, from when it is made until Stop.
class Knocker {
 public:
  Knocker(const SecondUser& user, const std::string& program,
          const std::string& path) {
    process_ = ChildProcess::Start(user.Command({program, path}),
                                   {.keep_input_open = true})
                   .value();
    EXPECT_TRUE(process_->WaitForOutput("knocking", kPatience).ok());
  }

  struct Tally {
    int let_in = -1;
    int reached = -1;
    int denied = -1;
    int absent = -1;
  };
  Tally Stop() {
    process_->CloseInput();
    EXPECT_EQ(process_->Wait(kPatience).value(), ExitStatus::Exited(0));
    Tally tally;
    std::sscanf(process_->output().c_str(),
                "knocking\nlet in %d, reached %d, denied %d, absent %d",
                &tally.let_in, &tally.reached, &tally.denied, &tally.absent);
    return tally;
  }

 private:
  std::unique_ptr<ChildProcess> process_;
};

// With umask 0, by which bind(2) alone would make a file that is open to all.
TEST_F(RealSecondUserTest, NeverGetsInWhileServersStartAgainAndAgain) {
  constexpr int kStarts = 100;
  const std::string knock =
      CopyProgram("labs/04_auth_listener/knock", directory_);
  const auto start_many = [&](const std::string& mode) {
    Knocker knocker(other_, knock, path_);
    for (int i = 0; i < kStarts; ++i) {
      const auto server =
          ChildProcess::Start({"/bin/sh", "-c", "umask 0; exec \"$@\"", "sh",
                               "labs/04_auth_listener/server",
                               "--socket=" + path_, "--mode=" + mode})
              .value();
      EXPECT_TRUE(server->WaitForOutput("Listening on ", kPatience).ok());
      server->Signal(i % 2 == 0 ? SIGTERM : SIGKILL);
      EXPECT_TRUE(server->Wait(kPatience).ok());
    }
    return knocker.Stop();
  };
  const Knocker::Tally closed = start_many("0600");
  EXPECT_EQ(closed.let_in, 0);
  EXPECT_EQ(closed.reached, 0);
  EXPECT_GT(closed.denied, 0);
  EXPECT_GT(closed.absent, 0);
  const Knocker::Tally open = start_many("0666");
  EXPECT_GT(open.let_in, 0) << "the control";
}

TEST_F(RealSecondUserTest, AFloodOfItsConnectsDoesNotHoldUpTheAllowed) {
  constexpr int kVisits = 50;
  // The flood takes a processor, and as much of the server as the visits.
  constexpr int kSlack = 10;
  // What else runs on this machine may hold us up now and then; a server that
  // does so does it always.
  constexpr int kRounds = 5;
  const std::string knock =
      CopyProgram("labs/04_auth_listener/knock", directory_);
  StartServer({"--mode=0666"});
  const auto time_of_visits = [this] {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kVisits; ++i) EXPECT_EQ(Root(), kServed);
    return std::chrono::steady_clock::now() - start;
  };
  bool held_up = true;
  std::string seen;
  for (int round = 0; round < kRounds && held_up; ++round) {
    const auto without = time_of_visits();
    Knocker knocker(other_, knock, path_);
    const auto with = time_of_visits();
    EXPECT_GE(knocker.Stop().let_in, 300);
    held_up = with > kSlack * without;
    absl::StrAppendFormat(&seen, "%d us, and %d us without it\n", with / 1us,
                          without / 1us);
  }
  EXPECT_FALSE(held_up) << "the visits beside the flood took " << seen;
}

}  // namespace
}  // namespace lab
