// The contract of lab 04: what is true of a server that decides by the kernel's
// word who may come in, and of its client, whoever wrote them.

#include "common/testing/contract/contract.h"

#include <poll.h>

#include <array>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/contract/conversation.h"
#include "common/testing/contract/serving_clauses.h"
#include "common/testing/contract/socket_file_clauses.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/04_auth_listener/flood_clause.h"
#include "labs/04_auth_listener/group_clause.h"
#include "labs/04_auth_listener/peer_clauses.h"
#include "labs/04_auth_listener/policy_clauses.h"
#include "labs/04_auth_listener/refusal_clauses.h"
#include "labs/04_auth_listener/visit.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::uds_testing::Clause;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;

// A server that refuses: it reads the request, so that the client finds the end
// of the stream, or leaves it unread, for ECONNRESET.
void Refuse(uds::Listener& listener, bool reads) {
  pollfd ready{listener.fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&ready, 1, kVisitPatience.count()), 1)
      << "the client does not come";
  const auto accepted = listener.Accept();
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  ready.fd = accepted->socket.get();
  ASSERT_EQ(::poll(&ready, 1, kVisitPatience.count()), 1)
      << "the client does not ask";
  std::array<char, 4096> request;
  if (!reads) return;
  ASSERT_TRUE(uds::Receive(ready.fd, absl::MakeSpan(request)).ok());
}

void SaysThatItWasRefused(const Subject& subject) {
  const uds_testing::TempDirectory directory;
  const std::string path = directory.Path("server.sock");
  const auto listener =
      uds::UnixListener::Create(uds::UnixAddress::FromPath(path).value(), 0600);
  ASSERT_TRUE(listener.ok()) << listener.status();
  for (const bool reads : {true, false}) {
    const auto client = uds_testing::StartClient(subject, path, {});
    if (!Judgeable(client.status())) return;
    Refuse(**listener, reads);
    const auto run = (*client)->Finish();
    if (!Judgeable(run.status())) return;
    const std::string where =
        absl::StrFormat("where the server closes, the client finds %s",
                        reads ? "the end of the stream: recv(2) returns 0"
                              : "ECONNRESET, since its request was not read");
    ASSERT_FALSE(run->exit_status.success())
        << where << ", and yet its exit status is 0";
    ASSERT_EQ(run->output, "") << where << ", and yet it prints an answer";
    ASSERT_THAT(run->errors, HasSubstr("refused"))
        << where << ", and on stderr it is to say \"refused\"";
  }
  uds_testing::Figure("at the end of the stream, and at ECONNRESET",
                      "says \"refused\"");
}

Clause ClientSaysThatItWasRefused() {
  return {
      "ClientSaysThatItWasRefused",
      "Where the server closes without an answer, the client says \"refused\" "
      "on stderr, and does not exit with 0.",
      "Both recv(2) = 0 and ECONNRESET may come of a refusal: it depends "
      "on whether the request was there already.",
      {"Replies"},
      SaysThatItWasRefused};
}

std::vector<Clause> Clauses() {
  const uds_testing::Conversation hello = {.client_arguments = {},
                                           .reply = "You are authorized!\n"};
  return {
      uds_testing::BindsAndListens(),
      uds_testing::SaysWhenItIsReady(),
      uds_testing::SocketFileHoldsNoData(),
      uds_testing::ModeHoldsFromTheFirstInstant(),
      uds_testing::Replies(hello),
      AsksTheKernelBeforeItReads(),
      LogsWhoCameIn(),
      RefusesWithoutAWord(),
      LogsWhoWasRefused(),
      RefusesWhomItCannotAskAbout(),
      RefusalsHoldNobodyUp(),
      AdmitsTheUidsThatAreNamed(),
      AdmitsTheGroupsThatAreNamed(),
      NeverAdmitsTheOverflowUid(),
      RefusesListsOfNonsense(),
      ClientSaysThatItWasRefused(),
      uds_testing::ServerNeverOpensAFile(hello),
      uds_testing::ClientNeverOpensAFile(hello),
      uds_testing::OutlivesFailedAccepts(hello),
      uds_testing::StaysCalmWithoutDescriptors(),
      uds_testing::RemovesItsSocketFile(),
      uds_testing::RefusesAPathInUse(hello),
      uds_testing::ReplacesAStaleSocketFile(hello),
      uds_testing::LeavesARegularFileAsItIs(),
  };
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  return uds_testing::RunContract(argc, argv, lab::Clauses());
}
