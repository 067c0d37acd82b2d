#include "common/http/print_answer.h"

#include <sys/socket.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

using ::testing::HasSubstr;

class PrintAnswerTest : public ::testing::Test {
 protected:
  // A server that says `answer`, before it has heard anything, and ends.
  absl::Status AskOneThatSays(const std::string& answer) {
    auto [client, server] = SocketPair().value();
    if (!answer.empty()) Send(server.get(), answer).status().IgnoreError();
    EXPECT_EQ(::shutdown(server.get(), SHUT_WR), 0);
    ::testing::internal::CaptureStdout();
    const absl::Status status = PrintAnswer(std::move(client), "/");
    printed_ = ::testing::internal::GetCapturedStdout();
    return status;
  }

  std::string printed_;
};

TEST_F(PrintAnswerTest, PrintsTheBodyAndNothingElse) {
  EXPECT_EQ(AskOneThatSays("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
            absl::OkStatus());
  EXPECT_EQ(printed_, "hello");
}

TEST_F(PrintAnswerTest, WithoutAnAnswerItSaysThatItWasRefusedAndWhoItIs) {
  const absl::Status status = AskOneThatSays("");
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(status.message()), HasSubstr("this is UID "));
  EXPECT_EQ(printed_, "");
}

TEST_F(PrintAnswerTest, AnotherStatusIsAnErrorWhichNamesIt) {
  const absl::Status status =
      AskOneThatSays("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone");
  EXPECT_EQ(status.code(), absl::StatusCode::kUnknown);
  EXPECT_THAT(std::string(status.message()), HasSubstr("404"));
  EXPECT_EQ(printed_, "none");
}

TEST_F(PrintAnswerTest, AnAnswerThatIsCutOffIsNoRefusal) {
  EXPECT_EQ(
      AskOneThatSays("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel").code(),
      absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace uds::http
