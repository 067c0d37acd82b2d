#include "labs/03_peercred/client_clauses.h"

#include <poll.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/03_peercred/evidence.h"
#include "labs/03_peercred/visit.h"

namespace lab {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::uds_testing::AnyCallOf;
using ::uds_testing::Clause;
using ::uds_testing::ExitStatus;
using ::uds_testing::Figure;
using ::uds_testing::Injection;
using ::uds_testing::Judgeable;
using ::uds_testing::NeverMakes;
using ::uds_testing::Subject;
using ::uds_testing::TracedProcess;
using ::uds_testing::TracedRun;
using ::uds_testing::TracedServer;
using ::uds_testing::Ucred;

// A server that says less than it should, and closes.
void CutShort(int listener, std::string_view words) {
  pollfd waiting{listener, POLLIN, 0};
  ASSERT_EQ(::poll(&waiting, 1, kVisitPatienceMs), 1)
      << "the client does not come";
  const auto accepted = uds::Accept(listener);
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  if (words.empty()) return;
  ASSERT_TRUE(uds::Send(accepted->socket.get(), words).ok());
}

void ReportsACutOffGreeting(const Subject& subject) {
  const uds_testing::TempDirectory directory;
  const std::string path = directory.Path("server.sock");
  const auto nobody = RunClient(subject, path, {});
  if (!Judgeable(nobody.status())) return;
  EXPECT_FALSE(nobody->exit_status.success())
      << "the client exits with 0 where no server is";
  EXPECT_THAT(nobody->errors, HasSubstr(path))
      << "what the client says on stderr where no server is";

  const auto listener =
      uds::UnixListener::Create(uds::UnixAddress::FromPath(path).value(), 0600);
  ASSERT_TRUE(listener.ok()) << listener.status();
  for (const std::string_view words :
       {"", "Welcome, ver", "Welcome, verified client!\n",
        "Welcome, verified client!\nYou are PID=12 UID=1"}) {
    const auto client = StartClient(subject, path, {});
    if (!Judgeable(client.status())) return;
    CutShort((*listener)->fd(), words);
    const auto run = (*client)->Finish();
    if (!Judgeable(run.status())) return;
    ASSERT_FALSE(run->exit_status.success())
        << "the client exits with 0, and all that the server has said is "
        << testing::PrintToString(words);
    ASSERT_THAT(run->errors, Not(IsEmpty()))
        << "what the client says on stderr, where all that the server has "
           "said is "
        << testing::PrintToString(words);
  }
  Figure("greetings cut short that were reported", 4);
}

// It said that the server has `found` and not `wanted`, and nothing else.
void ExpectRefusal(const TracedRun& client, uid_t found, uid_t wanted) {
  const std::string of = absl::StrFormat(
      "of a server with UID %u, where it is to trust UID %u", found, wanted);
  EXPECT_THAT(client.output, IsEmpty()) << "what the client prints " << of;
  EXPECT_FALSE(client.exit_status.success())
      << "the client exits with 0, " << of;
  EXPECT_THAT(client.errors, AllOf(HasSubstr(std::to_string(found)),
                                   HasSubstr(std::to_string(wanted))))
      << "what the client says on stderr " << of;
  EXPECT_THAT(client.trace, NeverMakes(AnyCallOf({"sendto", "sendmsg"})));
}

// Each run has a server of its own: one that refuses is gone early, and what
// that does to a server is for other clauses to say.
absl::StatusOr<TracedRun> RunBesideAServer(
    const Subject& subject, const std::string& argument,
    std::vector<Injection> injections = {}) {
  const auto server = TracedServer::Start(subject);
  if (!server.ok()) return server.status();
  std::vector<std::string> command = subject.client;
  command.push_back("--socket=" + (*server)->path());
  if (!argument.empty()) command.push_back(argument);
  const auto client =
      TracedProcess::Start(command, {.injections = std::move(injections)});
  if (!client.ok()) return client.status();
  return (*client)->Finish();
}

void RefusesAnotherUsersServer(const Subject& subject) {
  const Ucred squatter = {.pid = 4711, .uid = 4712, .gid = 4713};
  const auto other = RunBesideAServer(subject, "--server_uid=4712");
  if (!Judgeable(other.status())) return;
  ExpectRefusal(*other, ::geteuid(), 4712);

  const auto trusting = RunBesideAServer(
      subject, absl::StrFormat("--server_uid=%d", ::geteuid()));
  if (!Judgeable(trusting.status())) return;
  EXPECT_EQ(trusting->exit_status, ExitStatus::Exited(0))
      << "of a client that trusts the UID of its server; it says: "
      << trusting->errors;

  const auto forgery = Forge(trusting->trace, squatter);
  ASSERT_TRUE(forgery.has_value())
      << "the client never asks for SO_PEERCRED, which alone tells who the "
         "server is";
  const auto fooled = RunBesideAServer(subject, "", {*forgery});
  if (!Judgeable(fooled.status())) return;
  if (!Judgeable(WasForged(fooled->trace, squatter))) return;
  ExpectRefusal(*fooled, squatter.uid, ::geteuid());
  Figure("of a server with UID 4712, the client prints", "nothing");
}

}  // namespace

Clause ClientReportsACutOffGreeting() {
  return {"ClientReportsACutOffGreeting",
          "The client exits with 0 only on both lines of a greeting, and says "
          "why not.",
          "The end of the stream may come anywhere: look at what came before.",
          {"Replies"},
          ReportsACutOffGreeting};
}

Clause ClientRefusesAnotherUsersServer() {
  return {"ClientRefusesAnotherUsersServer",
          "Where the server's UID is not --server_uid, by default the client's "
          "own, the client sends and prints nothing, and names both.",
          "SO_PEERCRED on the client's socket tells who called listen(2).",
          {"Replies"},
          RefusesAnotherUsersServer};
}

}  // namespace lab
