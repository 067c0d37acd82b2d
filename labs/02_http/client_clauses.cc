#include "labs/02_http/client_clauses.h"

#include <poll.h>

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/02_http/wire.h"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;

// A server that says less than it should, and closes.
void CutShort(int listener) {
  pollfd waiting{listener, POLLIN, 0};
  ASSERT_EQ(::poll(&waiting, 1, kWirePatienceMs), 1)
      << "the client does not come";
  absl::StatusOr<uds::AcceptResult> accepted = uds::Accept(listener);
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  Wire wire(std::move(accepted->socket));
  ASSERT_NE(wire.HearHead(), "") << "the client does not ask";
  wire.Say("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\nHello ov");
}

std::string Outcome(const uds_testing::TracedRun& run) {
  return run.exit_status.success() ? "it exits with status 0" : "it fails";
}

void ClientReports(const Subject& subject) {
  const uds_testing::TempDirectory directory;
  const std::string path = directory.Path("server.sock");
  const auto nobody = uds_testing::RunClient(subject, path, {"/"});
  if (!Judgeable(nobody.status())) return;
  ASSERT_EQ(Outcome(*nobody), "it fails")
      << "where there is no server: the client's exit status";
  ASSERT_THAT(nobody->errors, HasSubstr(path))
      << "where there is no server: what it says on stderr names the path";

  const auto listener =
      uds::UnixListener::Create(uds::UnixAddress::FromPath(path).value(), 0600);
  ASSERT_TRUE(listener.ok()) << listener.status();
  const auto client = uds_testing::StartClient(subject, path, {"/"});
  if (!Judgeable(client.status())) return;
  CutShort((*listener)->fd());
  const auto run = (*client)->Finish();
  if (!Judgeable(run.status())) return;
  ASSERT_EQ(Outcome(*run), "it fails")
      << "after 8 of the 15 bytes that Content-Length announced, and the end "
         "of the stream: the client's exit status";
  EXPECT_THAT(run->errors, Not(IsEmpty())) << "what it says on stderr";
  Figure("the client, on 8 of 15 bytes", run->exit_status.ToString());
}

}  // namespace

Clause ClientReportsAnIncompleteAnswer() {
  return {
      "ClientReportsAnIncompleteAnswer",
      "The client exits with 0 only on a complete response, and says why "
      "not.",
      "Count the bytes of the body against Content-Length; where there is no "
      "server, name the path.",
      {"Replies"},
      ClientReports};
}

}  // namespace lab
