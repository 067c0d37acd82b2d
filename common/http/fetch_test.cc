#include "common/http/fetch.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/os/unique_fd.h"
#include "common/socket/stream_socket.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr char kEmptyLine[] = "\r\n\r\n";

// The other end of a request, which does what no good server would.
class Peer {
 public:
  explicit Peer(UniqueFd socket) : socket_(std::move(socket)) {}

  // Reads until `text` has come or the client is gone; returns all so far.
  const std::string& ReadUntil(std::string_view text) {
    std::array<char, 4096> buffer;
    while (heard_.find(text) == std::string::npos && Await(POLLIN)) {
      const auto received = Receive(socket_.get(), absl::MakeSpan(buffer));
      if (!received.ok() || received->outcome != Transfer::kDone) break;
      heard_.append(buffer.data(), received->bytes);
    }
    return heard_;
  }

  // Sends all of `text`; returns whether the client is still there.
  bool Say(std::string_view text) {
    while (!text.empty() && Await(POLLOUT)) {
      const auto sent = Send(socket_.get(), text);
      if (!sent.ok() || sent->outcome == Transfer::kPeerGone) return false;
      text.remove_prefix(sent->bytes);
    }
    return text.empty();
  }

  // Whether there is something to read: bytes, or the end.
  bool Readable() {
    pollfd readable{socket_.get(), POLLIN, 0};
    return ::poll(&readable, 1, 0) == 1;
  }

 private:
  bool Await(short events) {
    pollfd ready{socket_.get(), events, 0};
    return ::poll(&ready, 1, 60'000) == 1;
  }

  UniqueFd socket_;
  std::string heard_;
};

struct Fetched {
  absl::Status status;
  int code = 0;
  std::string body;
};

// Fetches from a server that is `serve`, in a thread of its own. `on_piece` is
// told of each piece of the body.
Fetched FetchFrom(
    const std::function<void(Peer&)>& serve, FetchRequest request,
    std::chrono::milliseconds max_time = std::chrono::milliseconds::zero(),
    const std::function<void(std::string_view)>& on_piece = nullptr) {
  auto sockets = SocketPair().value();
  std::jthread server([&serve, socket = std::move(sockets.second)]() mutable {
    Peer peer(std::move(socket));
    serve(peer);
  });
  Fetched fetched;
  fetched.status = Fetch(std::move(sockets.first), std::move(request),
                         {.on_head =
                              [&fetched](const ResponseHead& head) {
                                fetched.code = head.status;
                                return absl::OkStatus();
                              },
                          .on_body =
                              [&fetched, &on_piece](std::string_view piece) {
                                fetched.body.append(piece);
                                if (on_piece) on_piece(piece);
                                return absl::OkStatus();
                              }},
                         max_time);
  return fetched;
}

TEST(FetchTest, SendsTheRequestAndHandsOnTheResponse) {
  std::string heard;
  const Fetched fetched = FetchFrom(
      [&heard](Peer& peer) {
        heard = peer.ReadUntil("ping");
        // The client has not shut down its sending direction.
        EXPECT_FALSE(peer.Readable());
        peer.Say("HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\npong");
        peer.ReadUntil("the end");
      },
      {.method = "POST", .target = "/echo", .body = "ping"});
  EXPECT_TRUE(fetched.status.ok()) << fetched.status;
  EXPECT_EQ(fetched.code, 201);
  EXPECT_EQ(fetched.body, "pong");
  EXPECT_EQ(heard,
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            "Content-Length: 4\r\n\r\nping");
}

TEST(FetchTest, SendsAnInputInChunksAsItComes) {
  int fds[2];
  ASSERT_EQ(::pipe2(fds, O_CLOEXEC), 0);
  const UniqueFd input(fds[0]);
  UniqueFd writer(fds[1]);
  std::string heard;
  const Fetched fetched = FetchFrom(
      [&](Peer& peer) {
        peer.ReadUntil(kEmptyLine);
        ASSERT_EQ(::write(writer.get(), "first", 5), 5);
        peer.ReadUntil("first\r\n");  // before the input has ended
        ASSERT_EQ(::write(writer.get(), "0123456789ABCDEF", 16), 16);
        writer.Reset();
        heard = peer.ReadUntil("\r\n0\r\n\r\n");
        peer.Say("HTTP/1.1 204 No Content\r\n\r\n");
      },
      {.method = "PUT", .input = input.get()});
  EXPECT_TRUE(fetched.status.ok()) << fetched.status;
  EXPECT_EQ(fetched.code, 204);
  EXPECT_THAT(heard, EndsWith("\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "5\r\nfirst\r\n10\r\n0123456789ABCDEF\r\n"
                              "0\r\n\r\n"));
}

TEST(FetchTest, SendsTheBodyAloneWhereThereIsAnInputToo) {
  auto [input, writer] = SocketPair().value();
  ASSERT_TRUE(Send(writer.get(), "more").ok());
  std::string heard;
  const Fetched fetched = FetchFrom(
      [&heard](Peer& peer) {
        peer.ReadUntil("ping");
        peer.Say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        heard = peer.ReadUntil("more");
      },
      {.method = "POST", .body = "ping", .input = input.get()});
  EXPECT_TRUE(fetched.status.ok()) << fetched.status;
  EXPECT_THAT(heard, EndsWith("\r\n\r\nping"));
}

// Each piece of the body comes only when the one before it was handed on.
TEST(FetchTest, HandsOnABodyWithoutEndAsItComes) {
  auto sockets = SocketPair().value();
  Peer told(std::move(sockets.second));
  const Fetched fetched = FetchFrom(
      [&told](Peer& peer) {
        peer.ReadUntil(kEmptyLine);
        peer.Say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (const std::string event : {"one", "two", "six"}) {
          peer.Say("3\r\n" + event + "\r\n");
          EXPECT_THAT(told.ReadUntil(event), EndsWith(event));
        }
      },
      {.target = "/events"}, std::chrono::milliseconds::zero(),
      [&sockets](std::string_view piece) {
        ASSERT_TRUE(Send(sockets.first.get(), piece).ok());
      });
  EXPECT_EQ(fetched.body, "onetwosix");
  EXPECT_EQ(fetched.status.code(), absl::StatusCode::kDataLoss);
}

// Neither fits into the socket's buffers.
TEST(FetchTest, ReadsWhileItSends) {
  const std::string much(8 << 20, 'x');
  const Fetched fetched = FetchFrom(
      [&much](Peer& peer) {
        peer.Say("HTTP/1.1 200 OK\r\n\r\n" + much);
        peer.ReadUntil("the end");
      },
      {.method = "POST", .body = much + "the end"});
  EXPECT_TRUE(fetched.status.ok()) << fetched.status;
  EXPECT_TRUE(fetched.body == much) << fetched.body.size();
}

// Answers without reading the body, and closes: EPIPE for who sends it.
Fetched AnswerEarly(const std::string& answer) {
  return FetchFrom(
      [&answer](Peer& peer) {
        peer.ReadUntil(kEmptyLine);
        peer.Say(answer);
      },
      {.method = "POST", .body = std::string(8 << 20, 'x')});
}

TEST(FetchTest, ShowsAnErrorOfAServerThatReadsNoMore) {
  for (const std::string framing : {"", "Content-Length: 9\r\n"}) {
    const Fetched fetched = AnswerEarly("HTTP/1.1 413 Content Too Large\r\n" +
                                        framing + "\r\ntoo large");
    EXPECT_TRUE(fetched.status.ok()) << fetched.status;
    EXPECT_EQ(fetched.code, 413);
    EXPECT_EQ(fetched.body, "too large");
  }
}

TEST(FetchTest, DoesNotTakeForSuccessWhatTheServerDidNotRead) {
  const Fetched fetched =
      AnswerEarly("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_EQ(fetched.body, "ok");
  EXPECT_EQ(fetched.status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(fetched.status.message()),
              HasSubstr("answered 200 before it had read"));
}

TEST(FetchTest, SaysWhereAResponseBreaksOff) {
  const struct {
    std::string answer;
    std::string said;
  } cases[] = {
      {"", "the server said nothing"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npi", "4 bytes, and 2 came"},
  };
  for (const auto& [answer, said] : cases) {
    for (const bool reads : {true, false}) {
      const Fetched fetched = FetchFrom(
          [&, answer = answer](Peer& peer) {
            if (reads) peer.ReadUntil(kEmptyLine);
            peer.Say(answer);
          },
          {});
      EXPECT_EQ(fetched.status.code(), absl::StatusCode::kDataLoss);
      EXPECT_THAT(std::string(fetched.status.message()), HasSubstr(said));
    }
  }
}

TEST(FetchTest, GivesUpWhenTheTimeIsOver) {
  for (const std::string answer :
       {"", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npi"}) {
    const Fetched fetched = FetchFrom(
        [&answer](Peer& peer) {
          peer.Say(answer);
          peer.ReadUntil("the end");  // until the client is gone
        },
        {}, std::chrono::milliseconds(50));
    EXPECT_EQ(fetched.status.code(), absl::StatusCode::kDeadlineExceeded);
    EXPECT_THAT(std::string(fetched.status.message()), HasSubstr("50 ms"));
  }
}

TEST(FetchTest, GivesUpAlsoWhileMoreIsComing) {
  const Fetched fetched = FetchFrom(
      [](Peer& peer) {
        peer.Say("HTTP/1.1 200 OK\r\n\r\n");
        while (peer.Say("x")) continue;
      },
      {}, std::chrono::milliseconds(50));
  EXPECT_EQ(fetched.status.code(), absl::StatusCode::kDeadlineExceeded);
}

TEST(FetchTest, SendsNothingOfARequestThatIsNone) {
  const Fetched fetched =
      FetchFrom([](Peer& peer) { EXPECT_EQ(peer.ReadUntil(kEmptyLine), ""); },
                {.target = "no path"});
  EXPECT_EQ(fetched.status.code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace uds::http
