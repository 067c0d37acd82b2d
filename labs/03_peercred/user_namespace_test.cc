// What the kernel says of a peer across the border of a user namespace: the
// number that its user has on this side, and 65534 where he has none.
// user_namespaces(7)

#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/03_peercred/processes.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::uds_testing::ExitStatus;
using Command = std::vector<std::string>;

// A namespace in which we are 4711, one in which we have no number, and one
// with pids of its own too.
const Command kAs4711 = {"unshare", "--user", "--map-user=4711",
                         "--map-group=4712", "--"};
const Command kAsNobody = {"unshare", "--user", "--"};
const Command kWithOwnPids = {"unshare", "--map-root-user", "--pid",
                              "--fork",  "--kill-child",    "--"};

class UserNamespaceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const Command& unshare : {kAs4711, kAsNobody, kWithOwnPids}) {
      const Finished probe = RunToEnd(In(unshare, {"true"}));
      if (probe.status.success()) continue;
      GTEST_SKIP() << "no user namespaces here: " << probe.errors
                   << "Allow them (sysctl user.max_user_namespaces, "
                      "kernel.unprivileged_userns_clone), outside of a chroot";
    }
  }

  static Command In(Command unshare, const Command& program) {
    unshare.insert(unshare.end(), program.begin(), program.end());
    return unshare;
  }

  // As this side knows us.
  static std::string Us() {
    return absl::StrFormat(" UID=%d GID=%d GROUPS=", ::geteuid(), ::getegid());
  }

  const uds_testing::TempDirectory directory_;
  const std::string socket_ = "--socket=" + directory_.Path("s");
  const Command server_ = {kServer, socket_};
  const Command client_ = {kClient, socket_};
};

TEST_F(UserNamespaceTest, AClientThatIsAnotherUserInItsOwnIsOursForTheServer) {
  const auto server = StartServer(server_);
  const Finished client =
      RunToEnd(In(kAs4711, {"/bin/sh", "-c", "id -u; exec \"$@\"", "sh",
                            kClient, socket_}));
  // It is 4711 for itself, and so is the server, which it trusts therefore.
  EXPECT_EQ(client.status, ExitStatus::Exited(0)) << client.errors;
  EXPECT_THAT(client.output, StartsWith("4711\n"));
  EXPECT_THAT(LoggedBy(*server), HasSubstr(Us()));
  EXPECT_THAT(client.output, HasSubstr(Us()));
}

TEST_F(UserNamespaceTest, AClientWithoutANumberOfItsOwnTrustsNobody) {
  const auto server = StartServer(server_);
  const Finished client = RunToEnd(In(kAsNobody, client_));
  EXPECT_EQ(client.status, ExitStatus::Exited(1));
  EXPECT_EQ(client.output, "");
  EXPECT_THAT(client.errors, HasSubstr("65534 can not be allowed"));

  // Nor a server that it is told to trust: it cannot tell who that is.
  const std::string ours = absl::StrFormat("--server_uid=%d", ::geteuid());
  const Finished told = RunToEnd(In(kAsNobody, {kClient, socket_, ours}));
  EXPECT_EQ(told.status, ExitStatus::Exited(1));
  EXPECT_THAT(told.errors, HasSubstr("the server there has UID 65534"));
}

TEST_F(UserNamespaceTest, AServerInOneSeesTheNumberThatWeHaveThere) {
  const auto server = StartServer(In(kAs4711, server_));
  const Finished client = RunToEnd(client_);
  EXPECT_EQ(client.status, ExitStatus::Exited(0)) << client.errors;
  EXPECT_THAT(LoggedBy(*server), HasSubstr(" UID=4711 GID=4712 GROUPS="));
}

TEST_F(UserNamespaceTest, AServerInOneWithoutNumbersTakesUsFor65534) {
  const auto server = StartServer(In(kAsNobody, server_));
  const Finished client = RunToEnd(client_);
  EXPECT_EQ(client.status, ExitStatus::Exited(0)) << client.errors;
  EXPECT_THAT(LoggedBy(*server), HasSubstr(" UID=65534 GID=65534 GROUPS="));
}

TEST_F(UserNamespaceTest, AServerWithPidsOfItsOwnSeesPid0OutsideOfThem) {
  const auto server = StartServer(In(kWithOwnPids, server_));
  const Finished client = RunToEnd(client_);
  EXPECT_EQ(client.status, ExitStatus::Exited(0)) << client.errors;
  EXPECT_THAT(LoggedBy(*server), StartsWith("PID=0 "));
}

}  // namespace
}  // namespace lab
