// The contract of lab 01: what is true of an echo server on a Unix domain
// socket and of its client, whoever wrote them.

#include "common/testing/contract/contract.h"

#include <poll.h>
#include <sys/socket.h>

#include <csignal>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/os/unique_fd.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/contract/conversation.h"
#include "common/testing/contract/serving_clauses.h"
#include "common/testing/contract/socket_file_clauses.h"
#include "common/testing/strace/arguments.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/strace/trace.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/01_echo/talk.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using ::uds::Send;
using ::uds::UniqueFd;
using ::uds_testing::AnyCallOf;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::SystemCall;
using ::uds_testing::Trace;
using ::uds_testing::TracedServer;

// What a call of send(2), sendmsg(2), write(2) or writev(2) hands over; of
// several buffers all, as they leave together.
std::string BytesOf(const SystemCall& call) {
  const std::string& argument = call.args[1];
  const auto quoted = uds_testing::ParseQuoted(argument);
  if (quoted.ok()) return quoted->bytes;
  const std::string buffers =
      uds_testing::FieldOf(argument, "msg_iov").value_or(argument);
  std::string bytes;
  if (buffers.size() < 2) return bytes;  // not an array: the call was cut off
  for (const std::string& buffer : uds_testing::SplitArguments(
           std::string_view(buffers).substr(1, buffers.size() - 2))) {
    const auto base = uds_testing::ParseQuoted(
        uds_testing::FieldOf(buffer, "iov_base").value_or(""));
    if (base.ok()) bytes += base->bytes;
  }
  return bytes;
}

// The first that the server sends on a connection that it has accepted.
std::string FirstBytesSent(const Trace& trace) {
  std::set<std::string> connections;
  for (const SystemCall& call : trace.calls()) {
    if (call.args.size() < 2) continue;
    if (AnyCallOf({"accept", "accept4"}).Succeeding().Matches(call)) {
      connections.insert(std::to_string(*call.value));
    }
    const bool sends =
        AnyCallOf({"sendto", "sendmsg", "write", "writev"}).Matches(call);
    if (sends && connections.count(call.args[0]) != 0) return BytesOf(call);
  }
  return "";
}

void PrefixLeavesWithTheFirstBytes(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<UniqueFd> socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  EXPECT_EQ(Talk(*std::move(socket), "ping").Finish(), "Echo: ping");
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  // The client's first piece is one byte (see Talk), so at least that.
  EXPECT_THAT(FirstBytesSent(run->trace), StartsWith("Echo: p"));
  Figure("the first send begins", "\"Echo: p\"");
}

void SaysNothingToTheSilent(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<UniqueFd> socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  ASSERT_EQ(::shutdown(socket->get(), SHUT_WR), 0);
  const std::string reply = Talk(*std::move(socket), "").Finish();
  EXPECT_EQ(reply, "");
  Figure("bytes of reply to no bytes", reply.size());
}

void EchoesAMegabyteInOddPieces(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<UniqueFd> socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  const std::string megabyte = Bytes(1 << 20);
  Talk talk(*std::move(socket), megabyte);
  const std::string reply = talk.Finish();
  // Not EXPECT_EQ, which would print two megabytes.
  EXPECT_EQ(reply.size(), 6 + megabyte.size());
  EXPECT_TRUE(reply == "Echo: " + megabyte) << "the bytes differ";
  Figure(absl::StrFormat("bytes that came back of 1048576, sent in %d pieces",
                         talk.pieces()),
         reply.size() - 6);
}

void ServesManyBesideOneThatStalls(const Subject& subject) {
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
  EXPECT_EQ(served, kClients);
  Figure("clients served of 50, beside one that reads nothing", served);
}

void OutlivesAClientThatVanishes(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  {
    absl::StatusOr<UniqueFd> socket = (*server)->Connect();
    if (!Judgeable(socket.status())) return;
    Talk(*std::move(socket), Bytes(8 << 20)).Stall();
  }  // closed with much of the reply unsent
  // And one that takes no byte of its reply: the first send(2) to it is EPIPE.
  absl::StatusOr<UniqueFd> deaf = (*server)->Connect();
  if (!Judgeable(deaf.status())) return;
  ASSERT_EQ(::shutdown(deaf->get(), SHUT_RD), 0);
  ASSERT_TRUE(Send(deaf->get(), "ping").ok());
  // Before the next one comes, it has been tried; a server that does not try at
  // all has nothing to outlive.
  (*server)
      ->process()
      .WaitFor(AnyCallOf({"sendto", "sendmsg", "write", "writev"})
                   .FailingWith("EPIPE"),
               absl::Seconds(2))
      .IgnoreError();

  absl::StatusOr<UniqueFd> socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  EXPECT_EQ(Talk(*std::move(socket), "still there?").Finish(),
            "Echo: still there?");
  Figure("the next client", "served");
}

void FinishesWhatIsInFlightOnSigterm(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<UniqueFd> socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  const std::string message = Bytes(4 << 20);
  Talk talk(*std::move(socket), message);
  talk.Stall();  // in the middle of its message
  (*server)->process().process().Signal(SIGTERM);
  const std::string reply = talk.Finish();
  EXPECT_EQ(reply.size(), 6 + message.size());
  EXPECT_TRUE(reply == "Echo: " + message) << "the bytes differ";
  Figure("bytes that came back of 4194304", reply.size() - 6);
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

void ClientReportsAnIncompleteReply(const Subject& subject) {
  const uds_testing::TempDirectory directory;
  const std::string path = directory.Path("server.sock");
  const auto nobody = uds_testing::RunClient(subject, path, {"ping"});
  if (!Judgeable(nobody.status())) return;
  EXPECT_FALSE(nobody->exit_status.success());
  EXPECT_THAT(nobody->errors, HasSubstr(path));

  const auto listener =
      uds::UnixListener::Create(uds::UnixAddress::FromPath(path).value(), 0600);
  ASSERT_TRUE(listener.ok()) << listener.status();
  const auto client = uds_testing::StartClient(subject, path, {"ping"});
  if (!Judgeable(client.status())) return;
  CutShort((*listener)->fd());
  const auto run = (*client)->Finish();
  if (!Judgeable(run.status())) return;
  EXPECT_FALSE(run->exit_status.success());
  EXPECT_THAT(run->errors, Not(IsEmpty()));
  Figure("the client, on \"Echo: pi\"", run->exit_status.ToString());
}

Clause Own(std::string name, std::string sentence, std::string hint,
           std::function<void(const Subject&)> check) {
  return {std::move(name),
          std::move(sentence),
          std::move(hint),
          {"Replies"},
          std::move(check)};
}

std::vector<Clause> Clauses() {
  const uds_testing::Conversation ping = {.client_arguments = {"ping"},
                                          .reply = "Echo: ping\n"};
  return {
      uds_testing::BindsAndListens(),
      uds_testing::SaysWhenItIsReady(),
      uds_testing::SocketFileHoldsNoData(),
      uds_testing::ModeHoldsFromTheFirstInstant(),
      uds_testing::Replies(ping),
      Own("PrefixLeavesWithTheFirstBytes",
          "\"Echo: \" leaves in the same send as the first bytes.",
          "Put both into one buffer, or give both to one sendmsg(2).",
          PrefixLeavesWithTheFirstBytes),
      Own("SaysNothingToTheSilent",
          "A client that half-closes without a byte gets no byte.",
          "recv(2) returned 0: close, and do not send the prefix alone.",
          SaysNothingToTheSilent),
      Own("EchoesAMegabyteInOddPieces",
          "A megabyte in pieces of odd sizes comes back byte for byte.",
          "One recv(2) is not one message, and send(2) may take less than it "
          "is given.",
          EchoesAMegabyteInOddPieces),
      Own("ServesManyBesideOneThatStalls",
          "Many clients at once are served, also while one reads nothing.",
          "Never block on one client: non-blocking sockets and a poller, or a "
          "thread for each.",
          ServesManyBesideOneThatStalls),
      Own("OutlivesAClientThatVanishes",
          "A client that closes in the middle of its reply ends only itself.",
          "send(2) with MSG_NOSIGNAL: EPIPE instead of SIGPIPE.",
          OutlivesAClientThatVanishes),
      Own("FinishesWhatIsInFlightOnSigterm",
          "A message that has begun before SIGTERM is echoed to its end.",
          "Stop accepting, serve the open connections, then exit.",
          FinishesWhatIsInFlightOnSigterm),
      uds_testing::ServerNeverOpensAFile(ping),
      uds_testing::ClientNeverOpensAFile(ping),
      Own("ClientReportsAnIncompleteReply",
          "The client exits with 0 only on a complete reply, and says why not.",
          "Count what was sent and what came back.",
          ClientReportsAnIncompleteReply),
      uds_testing::OutlivesFailedAccepts(ping),
      uds_testing::StaysCalmWithoutDescriptors(),
      uds_testing::RemovesItsSocketFile(),
      uds_testing::RefusesAPathInUse(ping),
      uds_testing::ReplacesAStaleSocketFile(ping),
      uds_testing::LeavesARegularFileAsItIs(),
  };
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds_testing::RunContract(argc, argv, lab::Clauses());
}
