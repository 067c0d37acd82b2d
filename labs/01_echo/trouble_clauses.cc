#include "labs/01_echo/trouble_clauses.h"

#include <poll.h>
#include <sys/socket.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/os/unique_fd.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/01_echo/talk.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::uds::Send;
using ::uds::UniqueFd;
using ::uds_testing::AnyCallOf;
using ::uds_testing::CallPattern;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;

void ServesMany(const Subject& subject) {
  constexpr size_t kClients = 50;
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<UniqueFd> socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  Talk stalled(*std::move(socket), Bytes(8 << 20));
  stalled.Stall();

  // All connected, and with a first piece sent, before one is finished; the
  // last is finished first.
  std::vector<Talk> talks;
  for (size_t i = 0; i < kClients; ++i) {
    socket = (*server)->Connect();
    if (!Judgeable(socket.status())) return;
    talks.emplace_back(*std::move(socket), Bytes(10'000 + i));
    talks.back().SendPiece();
  }
  size_t served = 0;
  for (size_t i = kClients; i-- > 0; ++served) {
    const std::string reply = talks[i].Finish();
    // One that is not served is enough: each would wait its whole time.
    if (reply != "Echo: " + Bytes(10'000 + i)) break;
  }
  EXPECT_EQ(served, kClients)
      << "(clients that got their whole reply, beside one that sends and does "
         "not read)";
  Figure("clients served of 50, beside one that reads nothing", served);
}

// For a server to try what must fail; where it does not, there is nothing to
// outlive.
constexpr absl::Duration kPatience = absl::Seconds(2);

// Waits until a call of the server has failed because of its peer.
void WaitForFailure(TracedServer& server, const CallPattern& calls,
                    const char* error) {
  server.process().WaitFor(calls.FailingWith(error), kPatience).IgnoreError();
}

// A client that closes with its reply unread: the server's next recv(2) from it
// is ECONNRESET. unix(7)
void LeaveAReplyUnread(TracedServer& server) {
  {
    const auto client = server.Connect();
    if (!client.ok() || !Send(client->get(), "ping").ok()) return;
    pollfd reply{client->get(), POLLIN, 0};
    ::poll(&reply, 1, absl::ToInt64Milliseconds(kPatience));
  }
  WaitForFailure(server, AnyCallOf({"recvfrom", "recvmsg", "read", "readv"}),
                 "ECONNRESET");
}

// One that takes no byte of its reply: the first send(2) to it is EPIPE.
void StopReading(TracedServer& server) {
  const auto deaf = server.Connect();
  if (!deaf.ok()) return;
  ASSERT_EQ(::shutdown(deaf->get(), SHUT_RD), 0);
  Send(deaf->get(), "ping").IgnoreError();
  WaitForFailure(server, AnyCallOf({"sendto", "sendmsg", "write", "writev"}),
                 "EPIPE");
}

void ServesTheNext(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  {
    absl::StatusOr<UniqueFd> socket = (*server)->Connect();
    if (!Judgeable(socket.status())) return;
    Talk(*std::move(socket), Bytes(8 << 20)).Stall();
  }  // closed with much of the reply unsent
  LeaveAReplyUnread(**server);
  StopReading(**server);
  // Whenever it has died, what shows is that the next one is not served.
  absl::StatusOr<UniqueFd> next = (*server)->Connect();
  const std::string reply =
      next.ok() ? Talk(*std::move(next), "still there?").Finish() : "";
  EXPECT_EQ(reply, "Echo: still there?")
      << "(what the next client got, after one that closed in the middle of "
         "its reply, one that left it unread, and one that stopped to read)";
  Figure("the next client", "served");
}

// A server that says less than it should, and closes.
void CutShort(int listener) {
  pollfd waiting{listener, POLLIN, 0};
  ASSERT_EQ(::poll(&waiting, 1, kTalkPatienceMs), 1)
      << "the client does not come";
  const auto accepted = uds::Accept(listener);
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  ASSERT_TRUE(Send(accepted->socket.get(), "Echo: pi").ok());
}

void ReportsAnIncompleteReply(const Subject& subject) {
  const uds_testing::TempDirectory directory;
  const std::string path = directory.Path("server.sock");
  const auto nobody = uds_testing::RunClient(subject, path, {"ping"});
  if (!Judgeable(nobody.status())) return;
  EXPECT_FALSE(nobody->exit_status.success())
      << "the client exits with 0 although no server is there";
  EXPECT_THAT(nobody->errors, HasSubstr(path))
      << "(what the client says on stderr where no server is)";

  const auto listener =
      uds::UnixListener::Create(uds::UnixAddress::FromPath(path).value(), 0600);
  ASSERT_TRUE(listener.ok()) << listener.status();
  const auto client = uds_testing::StartClient(subject, path, {"ping"});
  if (!Judgeable(client.status())) return;
  CutShort((*listener)->fd());
  const auto run = (*client)->Finish();
  if (!Judgeable(run.status())) return;
  EXPECT_FALSE(run->exit_status.success())
      << "the client exits with 0 although the server closed after \"Echo: "
         "pi\", and \"ping\" had been sent";
  EXPECT_THAT(run->errors, Not(IsEmpty()))
      << "(what the client says on stderr about a reply that is cut off)";
  Figure("the client, on \"Echo: pi\"", run->exit_status.ToString());
}

}  // namespace

Clause ServesManyBesideOneThatStalls() {
  return {"ServesManyBesideOneThatStalls",
          "Many clients at once are served, also while one reads nothing.",
          "Never block on one client: non-blocking sockets and a poller, or a "
          "thread for each.",
          {"EchoesAMegabyteInOddPieces"},
          ServesMany};
}

Clause OutlivesAClientThatVanishes() {
  return {"OutlivesAClientThatVanishes",
          "A client that closes in the middle of its reply ends only itself.",
          "send(2) with MSG_NOSIGNAL: EPIPE instead of SIGPIPE; and EPIPE, or "
          "ECONNRESET of recv(2), ends that connection, not the server.",
          {"ServesManyBesideOneThatStalls"},
          ServesTheNext};
}

Clause ClientReportsAnIncompleteReply() {
  return {"ClientReportsAnIncompleteReply",
          "The client exits with 0 only on a complete reply, and says why not.",
          "Count what was sent and what came back.",
          {"Replies"},
          ReportsAnIncompleteReply};
}

}  // namespace lab
