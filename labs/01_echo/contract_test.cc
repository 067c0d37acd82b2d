// The contract of lab 01: what is true of an echo server on a Unix domain
// socket and of its client, whoever wrote them.

#include "common/testing/contract/contract.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "common/os/unique_fd.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/contract/conversation.h"
#include "common/testing/contract/serving_clauses.h"
#include "common/testing/contract/socket_file_clauses.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::uds::Receive;
using ::uds::Send;
using ::uds::Transfer;
using ::uds::UniqueFd;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;

constexpr int kPatienceMs = 30'000;

// A reproducible text with every byte value in it.
std::string Bytes(size_t size) {
  std::string bytes(size, '\0');
  uint32_t state = 1;
  for (char& byte : bytes) {
    state = state * 1664525 + 1013904223;  // a linear congruential generator
    byte = static_cast<char>(state >> 24);
  }
  return bytes;
}

// Our end of a conversation: sends in pieces of odd sizes while it reads.
class Talk {
 public:
  Talk(UniqueFd socket, std::string message)
      : socket_(std::move(socket)), message_(std::move(message)) {}

  // Everything that came until the server closed; ends early, with what came so
  // far, if the server does nothing for a long time.
  std::string Finish() {
    while (!ended_) {
      pollfd ready{socket_.get(), POLLIN, 0};
      if (sent_ < message_.size()) ready.events |= POLLOUT;
      if (::poll(&ready, 1, kPatienceMs) != 1) break;
      if ((ready.revents & POLLOUT) != 0) SendPiece();
      if ((ready.revents & ~POLLOUT) != 0) ReceivePiece();
    }
    return reply_;
  }

  // Sends until the socket takes no more, and reads nothing.
  void Stall() {
    while (sent_ < message_.size()) {
      const size_t before = sent_;
      SendPiece();
      if (sent_ == before) return;
    }
  }

  size_t pieces() const { return pieces_; }

 private:
  void SendPiece() {
    constexpr std::array<size_t, 5> kSizes = {1, 7, 4093, 65537, 300};
    const size_t size = kSizes[pieces_ % kSizes.size()];
    const absl::StatusOr<Transfer> sent =
        Send(socket_.get(), std::string_view(message_).substr(sent_, size));
    if (!sent.ok() || sent->outcome == Transfer::kPeerGone) ended_ = true;
    if (!sent.ok() || sent->outcome != Transfer::kDone) return;
    ++pieces_;
    sent_ += sent->bytes;
    if (sent_ == message_.size()) ::shutdown(socket_.get(), SHUT_WR);
  }

  void ReceivePiece() {
    std::array<char, 5000> buffer;
    const absl::StatusOr<Transfer> received =
        Receive(socket_.get(), absl::MakeSpan(buffer));
    if (received.ok() && received->outcome == Transfer::kDone) {
      reply_.append(buffer.data(), received->bytes);
    } else if (!received.ok() || received->outcome != Transfer::kWouldBlock) {
      ended_ = true;
    }
  }

  UniqueFd socket_;
  std::string message_;
  std::string reply_;
  size_t sent_ = 0;
  size_t pieces_ = 0;
  bool ended_ = false;
};

void PrefixLeavesWithTheFirstBytes(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<UniqueFd> socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  EXPECT_EQ(Talk(*std::move(socket), "ping").Finish(), "Echo: ping");
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  // The first piece is one byte: see Talk.
  EXPECT_THAT(run->trace,
              uds_testing::Makes(uds_testing::AnyCallOf(
                                     {"sendto", "sendmsg", "write", "writev"})
                                     .With("\"Echo: p")));
  Figure("first send", "\"Echo: p...\"");
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

  // All connected, and with a first piece sent, before one is finished.
  std::vector<Talk> talks;
  for (size_t i = 0; i < kClients; ++i) {
    socket = (*server)->Connect();
    if (!Judgeable(socket.status())) return;
    talks.emplace_back(*std::move(socket), Bytes(10'000 + i));
  }
  size_t served = 0;
  for (size_t i = kClients; i-- > 0;) {
    served += talks[i].Finish() == "Echo: " + Bytes(10'000 + i) ? 1 : 0;
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
  ASSERT_EQ(::poll(&waiting, 1, kPatienceMs), 1) << "the client does not come";
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
          "Put both into one buffer before the first send(2).",
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
