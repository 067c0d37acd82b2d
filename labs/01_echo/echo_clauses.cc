#include "labs/01_echo/echo_clauses.h"

#include <sys/socket.h>

#include <csignal>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "common/testing/contract/subject.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/01_echo/connection_calls.h"
#include "labs/01_echo/talk.h"

namespace lab {
namespace {

using ::testing::StartsWith;
using ::uds::UniqueFd;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::SystemCall;
using ::uds_testing::TracedServer;

// Fails the clause, in words, if `reply` is not the echo of `message`: nobody
// could read megabytes of both.
void ExpectEcho(TracedServer& server, const Talk& talk,
                const std::string& reply, const std::string& message) {
  const std::string whole = "Echo: " + message;
  if (reply == whole) return;
  const auto run = server.Stop();
  if (!Judgeable(run.status())) return;
  if (!whole.starts_with(reply)) {
    ADD_FAILURE() << "bytes of the reply are missing or wrong"
                  << (SentInPart(run->trace)
                          ? "; a send(2) took less than it was given, or "
                            "nothing (EAGAIN), and the rest has to be sent as "
                            "well"
                          : "");
  } else if (talk.ended()) {
    ADD_FAILURE() << "the reply is right as far as it came, but the server "
                     "closed before all had come\n"
                  << ExcerptOfClose(run->trace);
  } else {
    ADD_FAILURE() << "the reply is right as far as it came, but then nothing "
                     "came any more";
  }
}

void SendsBothAtOnce(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<UniqueFd> socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  // In one piece: that a message may come in several is another clause.
  ASSERT_TRUE(uds::Send(socket->get(), "ping").ok());
  ASSERT_EQ(::shutdown(socket->get(), SHUT_WR), 0);
  const std::string reply = Talk(*std::move(socket), "").Finish();
  EXPECT_EQ(reply, "Echo: ping") << "(what a client got that sent \"ping\")";
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  const std::optional<SystemCall> first = FirstSend(run->trace);
  ASSERT_TRUE(first.has_value()) << "the trace shows no send to the client";
  EXPECT_THAT(BytesOf(*first), StartsWith("Echo: p"))
      << "(what the first send to the client carries)\n"
      << run->trace.Excerpt(first->first_line);
  Figure("the first send begins", "\"Echo: p\"");
}

void KeepsSilent(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<UniqueFd> socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  ASSERT_EQ(::shutdown(socket->get(), SHUT_WR), 0);
  Talk talk(*std::move(socket), "");
  const std::string reply = talk.Finish();
  EXPECT_TRUE(talk.ended()) << "the client sent nothing and half-closed, and "
                               "the server did not close";
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  const std::optional<SystemCall> first = FirstSend(run->trace);
  EXPECT_EQ(reply, "")
      << "(what a client got that sent nothing and half-closed)\n"
      << (first.has_value() ? run->trace.Excerpt(first->first_line) : "");
  Figure("bytes of reply to no bytes", reply.size());
}

// A client that has half-closed, with more of its reply to come than its socket
// holds, before it reads anything.
void EchoesToOneWhoHasHalfClosed(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<UniqueFd> socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  const std::string message = Bytes(250'000);
  Talk talk(*std::move(socket), message);
  talk.Stall();  // so that the server has seen the end, if it looks
  const std::string reply = talk.Finish();
  ExpectEcho(**server, talk, reply, message);
}

// So little that its echo fits into a socket that has been read empty, and more
// than the largest piece.
constexpr size_t kRest = 100'000;

void EchoesAMegabyte(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<UniqueFd> socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  const std::string megabyte = Bytes(1 << 20);
  Talk talk(*std::move(socket), megabyte);
  // So that a send(2) of the server takes less than it is given. What it loses
  // then is missed before the rest, not at the end.
  talk.Stall(kRest);
  const std::string reply = talk.Finish();
  ExpectEcho(**server, talk, reply, megabyte);
  if (testing::Test::HasFailure()) return;
  EchoesToOneWhoHasHalfClosed(subject);
  Figure(absl::StrFormat("bytes that came back of 1048576, sent in %d pieces",
                         talk.pieces()),
         reply.size() - 6);
}

void FinishesWhatIsInFlight(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<UniqueFd> socket = (*server)->Connect();
  if (!Judgeable(socket.status())) return;
  const std::string message = Bytes(4 << 20);
  Talk talk(*std::move(socket), message);
  talk.Stall();  // in the middle of its message
  (*server)->process().process().Signal(SIGTERM);
  const std::string reply = talk.Finish();
  ExpectEcho(**server, talk, reply, message);
  Figure("bytes that came back of 4194304", reply.size() - 6);
}

}  // namespace

Clause PrefixLeavesWithTheFirstBytes() {
  return {"PrefixLeavesWithTheFirstBytes",
          "\"Echo: \" leaves in the same send as the first bytes.",
          "Put both into one buffer, or give both to one sendmsg(2).",
          {"Replies"},
          SendsBothAtOnce};
}

Clause SaysNothingToTheSilent() {
  return {"SaysNothingToTheSilent",
          "A client that half-closes without a byte gets no byte.",
          "recv(2) returned 0: close, and do not send the prefix alone.",
          {"Replies"},
          KeepsSilent};
}

Clause EchoesAMegabyteInOddPieces() {
  return {"EchoesAMegabyteInOddPieces",
          "A megabyte in pieces of odd sizes comes back byte for byte.",
          "One recv(2) is not one message, send(2) may take less than it is "
          "given, and a recv(2) of 0 ends what the client sends, not what it "
          "reads.",
          {"Replies"},
          EchoesAMegabyte};
}

Clause FinishesWhatIsInFlightOnSigterm() {
  return {"FinishesWhatIsInFlightOnSigterm",
          "A message that has begun before SIGTERM is echoed to its end.",
          "Stop accepting, serve the open connections, then exit.",
          {"EchoesAMegabyteInOddPieces"},
          FinishesWhatIsInFlight};
}

}  // namespace lab
