#include "labs/05_systemd_activation/manager_clauses.h"

#include <sys/stat.h>

#include <csignal>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/testing/contract/activation.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/05_systemd_activation/asker.h"
#include "labs/05_systemd_activation/hearing.h"
#include "labs/05_systemd_activation/passing.h"

namespace lab {
namespace {

using ::uds_testing::Activation;
using ::uds_testing::AnyCallOf;
using ::uds_testing::CallPattern;
using ::uds_testing::Clause;
using ::uds_testing::ExitStatus;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::MakesCallsInOrder;
using ::uds_testing::NeverMakes;
using ::uds_testing::Subject;
using ::uds_testing::TempDirectory;
using ::uds_testing::TracedServer;

CallPattern Accepts() { return AnyCallOf({"accept", "accept4"}).Succeeding(); }

void TellsAnAbstractName(const Subject& subject) {
  const TempDirectory directory;
  const auto activation = Activation::Create(directory.Path("s"));
  auto manager = AbstractManager::Create();
  if (!Judgeable(activation.status()) || !Judgeable(manager.status())) return;
  const auto server = StartPassed(
      subject,
      {.what = "an abstract NOTIFY_SOCKET",
       .environment = {"LISTEN_FDS=1", "NOTIFY_SOCKET=" + manager->address()},
       .descriptors = {(*activation)->listener()},
       .ends = uds_testing::Ends::kWhenTold});
  if (!Judgeable(server.status())) return;
  Judgeable(manager->WaitForWord(**server, "READY=1"));
}

void TellsAll(const Subject& subject) {
  const auto server = TracedServer::Start(subject);  // which waits for READY=1
  if (!Judgeable(server.status())) return;
  auto socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  EXPECT_TRUE(Asker(*std::move(socket)).IsAuthorized()) << "it did not answer";
  (*server)->process().process().Signal(SIGTERM);
  if (!Judgeable(WaitForWord(*(*server)->activation(), (*server)->process(),
                             "STOPPING=1"))) {
    return;
  }
  const auto run = (*server)->process().Finish();
  if (!Judgeable(run.status())) return;
  EXPECT_THAT(run->trace, MakesCallsInOrder({Tells("READY=1"), Accepts(),
                                             Tells("STOPPING=1")}));
  const auto accepted = CallsMatching(run->trace, Accepts());
  ASSERT_FALSE(accepted.empty());
  EXPECT_THAT(run->trace.Slice(0, accepted[0].first_line),
              NeverMakes(Tells("STOPPING=1")))
      << "before SIGTERM";
  if (!testing::Test::HasFailure()) TellsAnAbstractName(subject);
  Figure("told", "READY=1, then at SIGTERM STOPPING=1");
}

void LeavesTheSocket(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  struct stat before = {};
  ASSERT_EQ(::lstat((*server)->path().c_str(), &before), 0);
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  EXPECT_EQ(run->exit_status, ExitStatus::Exited(0))
      << "is how it ended after SIGTERM. On stderr it said: " << run->errors;
  struct stat after = {};
  ASSERT_TRUE(::lstat((*server)->path().c_str(), &after) == 0)
      << "the socket's file is gone"
      << FirstOf(run->trace, AnyCallOf({"unlink", "unlinkat"}));
  EXPECT_EQ(after.st_ino, before.st_ino) << "the inode of the socket's file";
  const absl::Status connected = (*server)->Connect().status();
  EXPECT_TRUE(connected.ok())
      << "nobody can connect to the manager's socket any more"
      << FirstOf(run->trace, AnyCallOf({"shutdown"}));
  Figure("after SIGTERM, at the path", "the same socket, which listens");
}

}  // namespace

Clause TellsTheManagerHowFarItIs() {
  return {"TellsTheManagerHowFarItIs",
          "It says READY=1 to $NOTIFY_SOCKET, a path or an abstract name, and "
          "at SIGTERM, as the first thing, STOPPING=1.",
          "A datagram each, to the path or, behind \"@\", the abstract name; "
          "in sun_path a byte 0 stands for the \"@\", and the address ends "
          "with the name's last byte: unix(7).",
          {"Replies"},
          TellsAll};
}

Clause LeavesTheSocketToTheManager() {
  return {"LeavesTheSocketToTheManager",
          "After SIGTERM the server exits with status 0, and the socket's file "
          "is there as before: clients still connect.",
          "Do not unlink(2) what you did not bind, nor shutdown(2) what others "
          "hold too.",
          {"Replies"},
          LeavesTheSocket};
}

}  // namespace lab
