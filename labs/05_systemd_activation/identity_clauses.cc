#include "labs/05_systemd_activation/identity_clauses.h"

#include <unistd.h>

#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/05_systemd_activation/asker.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::uds_testing::AnyCallOf;
using ::uds_testing::Call;
using ::uds_testing::Clause;
using ::uds_testing::ExitStatus;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;
using ::uds_testing::Ucred;

void AsksFirst(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  auto socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  EXPECT_TRUE(Asker(*std::move(socket)).IsAuthorized());
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  const auto accepted =
      CallsMatching(run->trace, AnyCallOf({"accept", "accept4"}).Succeeding());
  ASSERT_EQ(accepted.size(), 1u);
  // What had the number of its descriptor before is another matter.
  const size_t begin = accepted[0].first_line;
  const auto reads = CallsMatching(
      run->trace.Slice(begin, run->trace.lines().size()),
      AnyCallOf({"recvfrom", "recvmsg", "read", "readv"})
          .WithArgument(0, testing::StrEq(std::to_string(*accepted[0].value))));
  ASSERT_FALSE(reads.empty());
  EXPECT_THAT(run->trace.Slice(begin, reads[0].first_line),
              Makes(Call("getsockopt").With("SO_PEERCRED").Succeeding()));
  Figure("in order", "accept, getsockopt SO_PEERCRED, recv");
}

void NamesTheManager(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  const auto client = RunClient(subject, (*server)->path(), {"--show_server"});
  if (!Judgeable(client.status())) return;
  EXPECT_EQ(client->exit_status, ExitStatus::Exited(0)) << client->errors;
  // This process has called listen(2), as a manager does.
  const Ucred self = {
      .pid = ::getpid(), .uid = ::geteuid(), .gid = ::getegid()};
  EXPECT_THAT(client->trace, SeesPeerCredentials(self));
  EXPECT_THAT(client->output,
              HasSubstr(absl::StrFormat("PID=%d UID=%d GID=%d\n", self.pid,
                                        self.uid, self.gid)));
  EXPECT_NE((*server)->process().process().pid(), self.pid);
  Figure("the client is told the pid of", "the manager, not of the server");
}

}  // namespace

Clause AsksTheKernelBeforeItReads() {
  return {"AsksTheKernelBeforeItReads",
          "The credentials of a client are asked of its connection, before a "
          "byte of it is read.",
          "getsockopt(2) with SO_PEERCRED right behind accept4(2): the socket "
          "of the manager says nothing of the client.",
          {"Replies"},
          AsksFirst};
}

Clause TheClientIsToldOfTheManager() {
  return {"TheClientIsToldOfTheManager",
          "With --show_server the client prints whom the kernel names as the "
          "server: the process that called listen, which is the manager.",
          "getsockopt(2) with SO_PEERCRED works on the client's side too.",
          {"Replies"},
          NamesTheManager};
}

}  // namespace lab
