// Lab 03 with a real second user, whom only root can become; with forged ones,
// in any sandbox, it is in the contract (NamesForeignUsers).

#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/testing/child_process.h"
#include "common/testing/second_user.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/03_peercred/evidence.h"
#include "labs/03_peercred/processes.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;
using ::uds_testing::SecondUser;

class RealSecondUserTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<SecondUser> other = uds_testing::FindSecondUser();
    if (!other.ok()) GTEST_SKIP() << other.status().message();
    other_ = *other;
    OpenToOthers(directory_);
    client_ = CopyProgram(kClient, directory_);
  }

  // The other user's client, who knows that the server is ours.
  Finished RunOtherClient(const std::vector<gid_t>& groups = {}) {
    const std::string ours = absl::StrFormat("--server_uid=%d", ::geteuid());
    return RunToEnd(other_->Command({client_, socket_, ours}, groups));
  }

  // As the log has the other user.
  std::string Other() const {
    return absl::StrFormat(" UID=%d GID=%d ", other_->uid, other_->gid);
  }

  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("s");
  const std::string socket_ = "--socket=" + path_;
  std::string client_;
  std::optional<SecondUser> other_;
};

TEST_F(RealSecondUserTest, IsKnownByUidGidAndGroupsWhereTheModeLetsItIn) {
  const auto server = StartServer({kServer, socket_, "--mode=0666"});
  const Finished client = RunOtherClient({4, 27});
  EXPECT_EQ(client.status, ExitStatus::Exited(0)) << client.errors;
  const std::string logged = LoggedBy(*server);
  EXPECT_THAT(logged, HasSubstr(Other() + "GROUPS=4,27"));
  EXPECT_THAT(client.output, HasSubstr("You are " + logged));
}

TEST_F(RealSecondUserTest, IsNotEvenConnectedByDefault) {
  const auto server = StartServer({kServer, socket_});
  const Finished client = RunOtherClient();
  EXPECT_EQ(client.status, ExitStatus::Exited(1));
  EXPECT_THAT(client.errors, HasSubstr("Permission denied"));
  EXPECT_THAT(ClientLines(server->output()), IsEmpty());
}

TEST_F(RealSecondUserTest, WhoBecomesItAfterConnectPassesForWhoeverItWas) {
  const auto server = StartServer({kServer, socket_});
  Hold(*server);
  std::vector<std::string> command = {kConnected, path_};
  for (const std::string& word : other_->Command(
           {"/bin/sh", "-c", "echo \"now UID=$(id -u)\"; exec cat"})) {
    command.push_back(word);
  }
  const auto client = ChildProcess::Start(command).value();
  const std::string now = absl::StrFormat("now UID=%d\n", other_->uid);
  ASSERT_TRUE(client->WaitForOutput(now, kPatience).ok());
  LetGo(*server);
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
  const std::string before = absl::StrFormat(
      "PID=%d UID=%d GID=%d ", client->pid(), ::geteuid(), ::getegid());
  EXPECT_THAT(LoggedBy(*server), StartsWith(before));
  EXPECT_THAT(client->output(), HasSubstr("You are " + before));
}

// A directory as /tmp: all may make files in it, and remove their own only.
TEST_F(RealSecondUserTest, ThatSquatsThePathFirstIsRefusedByTheClient) {
  const std::string sticky = directory_.Path("sticky");
  ASSERT_EQ(::mkdir(sticky.c_str(), 0), 0);
  ASSERT_EQ(::chmod(sticky.c_str(), 01777), 0);
  const std::string socket = "--socket=" + sticky + "/s";
  const std::string program = CopyProgram(kServer, directory_);
  const auto squatter =
      StartServer(other_->Command({program, socket, "--mode=0666"}));

  const Finished client = RunToEnd({kClient, socket});
  EXPECT_EQ(client.status, ExitStatus::Exited(1));
  EXPECT_EQ(client.output, "");
  EXPECT_THAT(client.errors,
              HasSubstr(absl::StrFormat("the server there has UID %d: only "
                                        "UID %d allowed",
                                        other_->uid, ::geteuid())));
  // It would have got its greeting there.
  const Finished trusting = RunToEnd(
      {kClient, socket, absl::StrFormat("--server_uid=%d", other_->uid)});
  EXPECT_EQ(trusting.status, ExitStatus::Exited(0)) << trusting.errors;
}

TEST_F(RealSecondUserTest, HasNoNumberForAServerInAUserNamespaceWithoutIt) {
  const Finished probe = RunToEnd({"unshare", "--map-root-user", "true"});
  if (!probe.status.success()) {
    GTEST_SKIP() << "no user namespaces here: " << probe.errors;
  }
  const auto server = StartServer(
      {"unshare", "--map-root-user", "--", kServer, socket_, "--mode=0666"});
  const Finished client = RunOtherClient({4, 27});
  EXPECT_EQ(client.status, ExitStatus::Exited(0)) << client.errors;
  EXPECT_THAT(LoggedBy(*server),
              HasSubstr(" UID=65534 GID=65534 GROUPS=65534,65534"));
}

}  // namespace
}  // namespace lab
