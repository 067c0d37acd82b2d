// HTTP in a real Server on a real socket: what the session alone cannot show,
// which is time, and other clients beside the one that misbehaves.

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/http/http_session.h"
#include "common/os/unique_fd.h"
#include "common/peer/credentials.h"
#include "common/server/server.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

using std::chrono::milliseconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kGet[] = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

class HttpServerTest : public ::testing::Test {
 protected:
  ~HttpServerTest() override {
    if (!thread_.joinable()) return;
    RequestStop();
    thread_.join();
  }

  void Start(ServerOptions options = {}) {
    auto server =
        Server::Create(
            UnixListener::Create(address_, 0600).value(),
            [this](int socket) {
              return std::make_unique<HttpSession>(
                  handler_, GetPeerCredentials(socket).value(), options_);
            },
            std::move(options))
            .value();
    auto [end, trigger] = SocketPair().value();
    trigger_ = std::move(trigger);
    thread_ = std::thread([server = std::move(server), stop = std::move(end)] {
      EXPECT_EQ(server->Run(stop.get()), absl::OkStatus());
    });
  }

  void RequestStop() { trigger_.Reset(); }

  UniqueFd Client() { return Connect(address_).value(); }

  HttpOptions options_;
  const Handler handler_ = [](const Request& request) {
    return Text(200, absl::StrCat(request.peer.pid, " ",
                                  std::string(request.path), "\n"));
  };
  const uds_testing::TempDirectory directory_;
  const UnixAddress address_ =
      UnixAddress::FromPath(directory_.Path("s")).value();
  UniqueFd trigger_;
  std::thread thread_;
};

// Waits for bytes, at most 30 s; "" at the end of the stream.
std::string Read(const UniqueFd& fd) {
  pollfd request{.fd = fd.get(), .events = POLLIN, .revents = 0};
  if (::poll(&request, 1, 30'000) != 1) return "(nothing in 30 s)";
  std::array<char, 4096> buffer;
  const Transfer part = Receive(fd.get(), absl::MakeSpan(buffer)).value();
  return std::string(buffer.data(), part.bytes);
}

std::string ReadAll(const UniqueFd& fd) {
  std::string all;
  for (std::string part = Read(fd); !part.empty(); part = Read(fd)) all += part;
  return all;
}

std::string Ask(const UniqueFd& fd, std::string_view question) {
  EXPECT_EQ(Send(fd.get(), question)->outcome, Transfer::kDone);
  return Read(fd);
}

bool HasAnswer(const UniqueFd& fd) {
  pollfd request{.fd = fd.get(), .events = POLLIN, .revents = 0};
  return ::poll(&request, 1, 0) == 1;
}

TEST_F(HttpServerTest, TellsEachClientItsOwnPid) {
  Start();
  EXPECT_THAT(Ask(Client(), kGet), EndsWith(absl::StrCat(::getpid(), " /\n")));
}

TEST_F(HttpServerTest, AHeaderThatNeverEndsIs408AndOthersAreServedMeanwhile) {
  options_.limits.header_timeout = milliseconds(300);
  options_.limits.max_header_bytes = 1 << 30;
  Start();
  const UniqueFd slow = Client();
  const UniqueFd other = Client();
  ASSERT_TRUE(Send(slow.get(), "GET / HTTP/1.1\r\nX: ").ok());
  int served = 0;
  while (!HasAnswer(slow)) {
    // A byte now and then buys it nothing.
    ASSERT_TRUE(Send(slow.get(), "x").ok());
    ASSERT_THAT(Ask(other, kGet), StartsWith("HTTP/1.1 200 "));
    ++served;
  }
  EXPECT_GT(served, 0);
  const std::string answer = ReadAll(slow);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 408 "));
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(Ask(other, kGet), StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, ABodyThatNeverEndsIs408) {
  options_.limits.body_timeout = milliseconds(50);
  Start();
  const UniqueFd slow = Client();
  ASSERT_TRUE(Send(slow.get(),
                   "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nx")
                  .ok());
  EXPECT_THAT(ReadAll(slow), StartsWith("HTTP/1.1 408 "));
}

// It has not asked for anything yet, so there is nothing to answer.
TEST_F(HttpServerTest, ASilentClientIsClosedInSilenceAndOthersAreServed) {
  options_.limits.header_timeout = milliseconds(1);
  Start({.idle_timeout = milliseconds(500)});
  const UniqueFd silent = Client();
  const UniqueFd other = Client();
  while (!HasAnswer(silent)) {
    ASSERT_THAT(Ask(other, kGet), StartsWith("HTTP/1.1 200 "));
  }
  EXPECT_EQ(Read(silent), "");
}

TEST_F(HttpServerTest, AHalfClosingClientGetsAllItsAnswers) {
  Start();
  const UniqueFd client = Client();
  ASSERT_TRUE(Send(client.get(),
                   absl::StrCat(kGet, "GET /b HTTP/1.1\r\nHost: h\r\n\r\n"))
                  .ok());
  ASSERT_EQ(::shutdown(client.get(), SHUT_WR), 0);
  const std::string answers = ReadAll(client);
  EXPECT_THAT(answers, HasSubstr(" /\n"));
  EXPECT_THAT(answers, EndsWith(" /b\n"));
}

// Sends as long as that does not block, and reads what comes.
std::string SendAll(const UniqueFd& fd, std::string_view bytes) {
  std::string answers;
  while (!bytes.empty()) {
    pollfd ready{.fd = fd.get(), .events = POLLIN | POLLOUT, .revents = 0};
    EXPECT_EQ(::poll(&ready, 1, 30'000), 1);
    if ((ready.revents & POLLIN) != 0) {
      const std::string part = Read(fd);
      if (part.empty()) return answers;
      answers += part;
    }
    if ((ready.revents & POLLOUT) == 0) continue;
    const Transfer sent = Send(fd.get(), bytes.substr(0, 5000)).value();
    if (sent.outcome == Transfer::kPeerGone) return answers + "(gone)";
    bytes.remove_prefix(sent.bytes);
  }
  return answers;
}

TEST_F(HttpServerTest, ThousandsOfPipelinedRequestsAreAnsweredInOrder) {
  Start();
  constexpr int kCount = 5000;
  std::string requests;
  for (int i = 0; i < kCount; ++i) {
    absl::StrAppend(&requests, "GET /", i, " HTTP/1.1\r\nHost: h\r\n",
                    i == kCount - 1 ? "Connection: close\r\n" : "", "\r\n");
  }
  const UniqueFd client = Client();
  std::string answers = SendAll(client, requests);
  answers += ReadAll(client);
  size_t at = 0;
  for (int i = 0; i < kCount; ++i) {
    at = answers.find(absl::StrCat(" /", i, "\n"), at);
    ASSERT_NE(at, answers.npos) << i;
  }
}

// Were it closed at once, the client would see EPIPE, and not why.
TEST_F(HttpServerTest, AClientThatGoesOnSendingGetsToReadItsRefusal) {
  Start();
  const UniqueFd client = Client();
  const std::string body(1024 * 1024 * 4, 'x');
  ASSERT_TRUE(Send(client.get(),
                   absl::StrCat("PUT / HTTP/1.1\r\nHost: h\r\n",
                                "Content-Length: ", body.size(), "\r\n\r\n"))
                  .ok());
  size_t sent = 0;
  while (sent < body.size()) {
    pollfd room{.fd = client.get(), .events = POLLOUT, .revents = 0};
    ASSERT_EQ(::poll(&room, 1, 30'000), 1);
    const Transfer part =
        Send(client.get(), std::string_view(body).substr(sent)).value();
    ASSERT_NE(part.outcome, Transfer::kPeerGone) << "after " << sent;
    sent += part.bytes;
  }
  EXPECT_THAT(ReadAll(client), StartsWith("HTTP/1.1 413 "));
}

TEST_F(HttpServerTest, DrainingWaitsForARequestThatHasBegun) {
  Start({.drain_timeout = std::chrono::hours(1)});
  const UniqueFd idle = Client();
  const UniqueFd busy = Client();
  EXPECT_THAT(Ask(idle, kGet), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(Ask(busy, kGet), StartsWith("HTTP/1.1 200 "));
  ASSERT_TRUE(Send(busy.get(), "GET /last HTTP/1.1\r\n").ok());
  // So the server has read the line above: this connection was ready later.
  EXPECT_THAT(Ask(idle, kGet), StartsWith("HTTP/1.1 200 "));
  RequestStop();
  EXPECT_EQ(Read(idle), "");
  ASSERT_TRUE(Send(busy.get(), "Host: h\r\n\r\n").ok());
  EXPECT_THAT(ReadAll(busy), EndsWith(" /last\n"));
  thread_.join();
}

}  // namespace
}  // namespace uds::http
