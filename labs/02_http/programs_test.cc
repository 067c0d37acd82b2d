// The reference server and client of lab 02 on their command lines: flags,
// limits, and what they say to bad input.

#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/os/unique_fd.h"
#include "common/server/listener.h"
#include "common/server/unix_listener.h"
#include "common/socket/stream_socket.h"
#include "common/socket/unix_address.h"
#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;

constexpr char kServer[] = "labs/02_http/server";
constexpr char kClient[] = "labs/02_http/client";
constexpr absl::Duration kPatience = absl::Seconds(60);

// XDG_RUNTIME_DIR is the test's own directory.
class ProgramsTest : public ::testing::Test {
 protected:
  std::unique_ptr<ChildProcess> Start(std::string program,
                                      const std::vector<std::string>& arguments,
                                      uds_testing::ChildOptions options = {}) {
    options.environment.push_back("XDG_RUNTIME_DIR=" + directory_.path());
    std::vector<std::string> command = {std::move(program)};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return ChildProcess::Start(command, std::move(options)).value();
  }

  void StartServer(const std::vector<std::string>& flags = {}) {
    server_ = Start(kServer, flags);
    ASSERT_TRUE(server_->WaitForOutput("Listening on ", kPatience).ok());
  }

  // Runs the client to its end, which must be `status`.
  std::unique_ptr<ChildProcess> RunClient(
      const std::vector<std::string>& arguments, int status = 0,
      std::string input = "") {
    auto client = Start(kClient, arguments, {.input = std::move(input)});
    EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(status))
        << client->errors();
    return client;
  }

  // The server's log, when it has ended.
  std::string Log() {
    server_->Signal(SIGTERM);
    EXPECT_EQ(server_->Wait(kPatience).value(), ExitStatus::Exited(0));
    return server_->errors();
  }

  const uds_testing::TempDirectory directory_;
  const std::string path_ = directory_.Path("http.sock");
  std::unique_ptr<ChildProcess> server_;
};

TEST_F(ProgramsTest, ServerAndClientAgreeOnTheDefaultPath) {
  StartServer();
  EXPECT_EQ(server_->output(), "Listening on " + path_ + "\n");
  EXPECT_EQ(RunClient({"/"})->output(), "Hello over UDS!");
  EXPECT_EQ(RunClient({"http://localhost/"})->output(), "Hello over UDS!");
}

TEST_F(ProgramsTest, TheLogHasALineForEachRequestAndEachRefusal) {
  StartServer();
  const auto asked = RunClient({"/?x=\"y\""});
  const std::string too_long(9000, 'x');
  const auto refused = RunClient({"/" + too_long});
  EXPECT_THAT(Log(),
              MatchesRegex(absl::StrFormat(
                  "pid=%d uid=%d \"GET /[?]x=\\\\\"y\\\\\"\" 200 15\n"
                  "pid=%d uid=%d refused 414 \"[a-z ]* 8192 bytes\"\n",
                  asked->pid(), ::geteuid(), refused->pid(), ::geteuid())));
}

TEST_F(ProgramsTest, WithoutALogThereIsNone) {
  StartServer({"--nolog"});
  EXPECT_EQ(RunClient({"/"})->output(), "Hello over UDS!");
  RunClient({"/" + std::string(9000, 'x')});
  EXPECT_EQ(Log(), "");
}

TEST_F(ProgramsTest, TheClientPostsStdinAndShowsTheHead) {
  StartServer();
  const std::string made =
      RunClient({"-i", "-d", "@-", "/notes"}, 0, "buy milk\n")->output();
  EXPECT_THAT(made, StartsWith("HTTP/1.1 201 Created\r\n"));
  EXPECT_THAT(made, HasSubstr("\r\nLocation: /notes/1\r\n"));
  EXPECT_THAT(
      made, HasSubstr(absl::StrFormat("\r\nX-Peer-Uid: %d\r\n", ::geteuid())));
  EXPECT_THAT(made, HasSubstr("\r\n\r\n{"));
  EXPECT_THAT(RunClient({"/notes/1"})->output(),
              HasSubstr("\"Text\": \"buy milk\\n\""));
  EXPECT_THAT(RunClient({"-i", "-X", "DELETE", "/notes/1"})->output(),
              StartsWith("HTTP/1.1 204 No Content\r\n"));
  EXPECT_THAT(RunClient({"-i", "-X", "HEAD", "/"})->output(),
              EndsWith("\r\n\r\n"));
}

TEST_F(ProgramsTest, OnlyWithFIsAnErrorOfHttpOneOfTheClient) {
  StartServer();
  EXPECT_NE(RunClient({"/none"}, 0)->output(), "");
  const auto failed = RunClient({"-f", "/none"}, 1);
  EXPECT_EQ(failed->output(), "");
  EXPECT_EQ(failed->errors(), "client: the server answered 404 Not Found\n");
  EXPECT_EQ(RunClient({"-f", "/"}, 0)->output(), "Hello over UDS!");
}

// The numbers of the README.
TEST_F(ProgramsTest, LimitsAreWhereTheReadmeSays) {
  StartServer();
  const auto status = [this](const std::vector<std::string>& arguments,
                             std::string input = "") {
    std::vector<std::string> with_head = {"-i"};
    with_head.insert(with_head.end(), arguments.begin(), arguments.end());
    return RunClient(with_head, 0, std::move(input))->output().substr(9, 3);
  };
  const auto pad = [](size_t size, std::string_view rest) {
    return std::string(size - rest.size(), 'x');
  };
  const std::string line = "GET / HTTP/1.1";
  EXPECT_EQ(status({"/" + pad(8192, line)}), "404");
  EXPECT_EQ(status({"/" + pad(8193, line)}), "414");
  const std::string header =
      "Host: localhost\r\nConnection: close\r\nA: \r\n\r\n";
  EXPECT_EQ(status({"-H", "A: " + pad(16384, header), "/"}), "200");
  EXPECT_EQ(status({"-H", "A: " + pad(16385, header), "/"}), "431");
  const auto note = [&status](size_t size) {
    return status({"-d", "@-", "/notes"}, std::string(size, 'x'));
  };
  EXPECT_EQ(note(4096), "201");
  EXPECT_EQ(note(4097), "413");
  EXPECT_EQ(note(65536), "413");
  EXPECT_EQ(note(1 << 20), "413");
  for (int i = 1; i < 100; ++i) ASSERT_EQ(status({"-d", "x", "/notes"}), "201");
  EXPECT_EQ(status({"-d", "x", "/notes"}), "507");
  EXPECT_EQ(status({"-X", "DELETE", "/notes/7"}), "204");
  EXPECT_EQ(status({"-d", "x", "/notes"}), "201");
}

// A server of which the test is the whole program.
class ClientTest : public ProgramsTest {
 protected:
  void SetUp() override {
    auto listener = uds::UnixListener::Create(
        uds::UnixAddress::FromPath(path_).value(), 0600);
    ASSERT_TRUE(listener.ok()) << listener.status();
    listener_ = *std::move(listener);
  }

  void Accept() {
    ASSERT_TRUE(Await(listener_->fd(), POLLIN));
    auto accepted = listener_->Accept();
    ASSERT_TRUE(accepted.ok()) << accepted.status();
    socket_ = std::move(accepted->socket);
  }

  // All that comes, until it ends in `end`.
  std::string HearUntil(std::string_view end) {
    std::string heard;
    std::array<char, 4096> buffer;
    while (!heard.ends_with(end) && Await(socket_.get(), POLLIN)) {
      const auto received = uds::Receive(socket_.get(), absl::MakeSpan(buffer));
      if (!received.ok() || received->bytes == 0) break;
      heard.append(buffer.data(), received->bytes);
    }
    return heard;
  }

  void Say(std::string_view bytes) {
    ASSERT_TRUE(uds::Send(socket_.get(), bytes).ok());
  }

  static bool Await(int fd, short events) {
    pollfd ready{fd, events, 0};
    return ::poll(&ready, 1, 60'000) == 1;
  }

  std::unique_ptr<uds::Listener> listener_;
  uds::UniqueFd socket_;
};

TEST_F(ClientTest, SendsWhatItsFlagsSay) {
  const auto client = Start(kClient, {"-X", "PATCH", "-H", "A: b", "-d", "text",
                                      "http://d/v1/x?y=z#here"});
  Accept();
  EXPECT_EQ(HearUntil("text"),
            "PATCH /v1/x?y=z HTTP/1.1\r\nHost: d\r\nConnection: close\r\n"
            "A: b\r\nContent-Length: 4\r\n\r\ntext");
  Say("HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
}

TEST_F(ClientTest, PrintsEachPieceOfAStreamWhenItComes) {
  const auto client = Start(kClient, {"/events"});
  Accept();
  HearUntil("\r\n\r\n");
  Say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (const std::string event : {"one\n", "two\n", "six\n"}) {
    Say("4\r\n" + event + "\r\n");
    EXPECT_TRUE(client->WaitForOutput(event, kPatience).ok());
  }
  socket_.Reset();
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(1));
  EXPECT_EQ(client->output(), "one\ntwo\nsix\n");
  EXPECT_THAT(client->errors(), HasSubstr("not complete: 12 bytes"));
}

TEST_F(ClientTest, SendsStdinAsItComesAndShowsAnAnswerThatComesBeforeItsEnd) {
  const auto client = Start(kClient, {"-d", "@-", "/"},
                            {.input = "12", .keep_input_open = true});
  Accept();
  EXPECT_THAT(HearUntil("\r\n2\r\n12\r\n"),
              HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  client->WriteInput("345");
  EXPECT_EQ(HearUntil("\r\n345\r\n"), "3\r\n345\r\n");
  Say("HTTP/1.1 413 Content Too Large\r\nContent-Length: 9\r\n\r\ntoo large");
  socket_.Reset();
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(0));
  EXPECT_EQ(client->output(), "too large");
}

TEST_F(ClientTest, GivesUpAfterAsManySecondsAsItIsTold) {
  const auto client = RunClient({"-m", "1", "/"}, 1);
  EXPECT_EQ(client->errors(),
            "client: the response is not complete after 1000 ms\n");
}

TEST_F(ClientTest, TellsAServerOfAnotherProtocol) {
  const auto client = Start(kClient, {"/"});
  Accept();
  Say("Echo: GET / HTTP/1.1\r\n");
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(1));
  EXPECT_THAT(client->errors(), HasSubstr("begins with \"Echo: GET"));
}

TEST_F(ClientTest, FailsWhereItsOutputCannotBeWritten) {
  const auto client =
      Start("/bin/sh", {"-c", std::string(kClient) + " / >/dev/full"});
  Accept();
  HearUntil("\r\n\r\n");
  Say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_EQ(client->Wait(kPatience).value(), ExitStatus::Exited(1));
  EXPECT_THAT(client->errors(), HasSubstr("No space left"));
}

TEST_F(ProgramsTest, BadInputIsNamed) {
  const struct {
    std::vector<std::string> arguments;
    std::string said;
  } cases[] = {
      {{}, "one path or URL is needed"},
      {{"/", "/"}, "one path or URL is needed"},
      {{"notes"}, "\"notes\" is neither a path"},
      {{"-d", "@note.txt", "/notes"}, "opens no file"},
      {{"-H", "none", "/"}, "has no colon"},
      {{"/"}, "is the server running?"},
  };
  for (const auto& [arguments, said] : cases) {
    EXPECT_THAT(RunClient(arguments, 1)->errors(), HasSubstr(said));
  }
  StartServer();
  EXPECT_THAT(RunClient({"/a b"}, 1)->errors(), HasSubstr("percent-encoded"));
  EXPECT_THAT(RunClient({"-H", "Host: x", "/"}, 1)->errors(),
              HasSubstr("set by this client itself"));
  EXPECT_THAT(RunClient({"-X", "GET /other", "/"}, 1)->errors(),
              HasSubstr("the method \"GET /other\" is no token"));
}

}  // namespace
}  // namespace lab
