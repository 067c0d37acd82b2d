#include "labs/02_http/client_clauses.h"

#include <poll.h>

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/contract/subject.h"
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
  Wire(std::move(accepted->socket))
      .Say("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\nHello ov");
}

void ClientReports(const Subject& subject) {
  const uds_testing::TempDirectory directory;
  const std::string path = directory.Path("server.sock");
  const auto nobody = uds_testing::RunClient(subject, path, {"/"});
  if (!Judgeable(nobody.status())) return;
  EXPECT_FALSE(nobody->exit_status.success());
  EXPECT_THAT(nobody->errors, HasSubstr(path));

  const auto listener =
      uds::UnixListener::Create(uds::UnixAddress::FromPath(path).value(), 0600);
  ASSERT_TRUE(listener.ok()) << listener.status();
  const auto client = uds_testing::StartClient(subject, path, {"/"});
  if (!Judgeable(client.status())) return;
  CutShort((*listener)->fd());
  const auto run = (*client)->Finish();
  if (!Judgeable(run.status())) return;
  EXPECT_FALSE(run->exit_status.success());
  EXPECT_THAT(run->errors, Not(IsEmpty()));
  Figure("the client, on 8 of 15 bytes", run->exit_status.ToString());
}

}  // namespace

Clause ClientReportsAnIncompleteAnswer() {
  return {"ClientReportsAnIncompleteAnswer",
          "The client exits with 0 only on a complete response, and says why "
          "not.",
          "Count the bytes of the body against Content-Length.",
          {"Replies"},
          ClientReports};
}

}  // namespace lab
