// curl, the HTTP client of the articles, and jq behind it, with the server of
// lab 02.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/contract/subject.h"
#include "common/testing/exit_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/interop/others.h"

namespace interop {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;
using ::uds_testing::ExitStatus;
using ::uds_testing::TracedServer;

class CurlTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = WhyMissing("curl", "curl");
    if (!missing.empty()) GTEST_SKIP() << missing;
    auto server = TracedServer::Start(
        {.server = {"labs/02_http/server"}, .client = {"labs/02_http/client"}});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // curl -s --unix-socket PATH ARGUMENTS, which must succeed.
  std::string Curl(const std::vector<std::string>& arguments,
                   std::string input = "") {
    std::vector<std::string> command = {"curl", "-s", "--unix-socket",
                                        server_->path()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const Finished curl = RunToEnd(command, std::move(input));
    EXPECT_EQ(curl.status, ExitStatus::Exited(0)) << curl.errors;
    return curl.output;
  }

  // What the shell makes of `line`, in which SOCKET is the path.
  Finished Shell(const std::string& line) {
    uds_testing::ChildOptions options;
    options.environment.push_back("SOCKET=" + server_->path());
    return RunToEnd({"/bin/sh", "-c", line}, std::move(options));
  }

  std::unique_ptr<TracedServer> server_;
};

TEST_F(CurlTest, PrintsTheGreetingOfTheArticle) {
  const Finished curl =
      Shell("curl --no-progress-meter --unix-socket $SOCKET http://localhost/");
  EXPECT_EQ(curl.status, ExitStatus::Exited(0)) << curl.errors;
  EXPECT_EQ(curl.output, "Hello over UDS!");
}

TEST_F(CurlTest, WithJqListsIdentifiersByTheCommandOfTheArticle) {
  const std::string missing = WhyMissing("jq", "jq");
  if (!missing.empty()) GTEST_SKIP() << missing;
  const auto first = server_->Connect();
  const auto second = server_->Connect();
  ASSERT_TRUE(first.ok() && second.ok());
  const Finished ids = Shell(
      "curl -s --unix-socket $SOCKET http://localhost/containers/json \\\n"
      "| jq '.[].Id'");
  EXPECT_EQ(ids.status, ExitStatus::Exited(0)) << ids.errors;
  // Those two, and curl itself.
  EXPECT_THAT(ids.output, MatchesRegex("(\"[0-9a-f]{64}\"\n){3}"));
}

TEST_F(CurlTest, IsLoggedByItsPid) {
  auto curl = uds_testing::ChildProcess::Start(
      {"curl", "-s", "--unix-socket", server_->path(), "http://localhost/who"});
  ASSERT_TRUE(curl.ok()) << curl.status();
  EXPECT_EQ((*curl)->Wait(absl::Minutes(1)).value(), ExitStatus::Exited(0));
  const auto run = server_->Stop();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_THAT(run->errors,
              AllOf(StartsWith(absl::StrFormat("pid=%d ", (*curl)->pid())),
                    HasSubstr("\"GET /who\" 404")));
}

TEST_F(CurlTest, KeepsOneConnectionForTwoRequests) {
  const std::string url = "http://localhost/containers/json";
  // How many connections each of them had to make.
  EXPECT_EQ(Curl({"-w", "%{num_connects}\n", "-o", "/dev/null", url, "-o",
                  "/dev/null", url}),
            "1\n0\n");
  const std::string both = Curl({url, url});
  EXPECT_THAT(both, HasSubstr("\"Requests\": 1\n"));
  EXPECT_THAT(both, HasSubstr("\"Requests\": 2\n"));
}

TEST_F(CurlTest, ShowsTheHeaderOfAMiddleware) {
  EXPECT_THAT(
      Curl({"-i", "http://localhost/"}),
      AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("\r\nX-Peer-Uid: "),
            EndsWith("\r\n\r\nHello over UDS!")));
}

TEST_F(CurlTest, AsksForTheHeadAlone) {
  EXPECT_THAT(
      Curl({"-I", "http://localhost/"}),
      AllOf(HasSubstr("\r\nContent-Length: 15\r\n"), EndsWith("\r\n\r\n")));
}

TEST_F(CurlTest, MakesFindsAndDeletesANote) {
  const std::string notes = "http://localhost/notes";
  EXPECT_THAT(Curl({"-i", "-d", "buy milk", notes}),
              AllOf(StartsWith("HTTP/1.1 201 Created\r\n"),
                    HasSubstr("\r\nLocation: /notes/1\r\n")));
  EXPECT_THAT(Curl({notes + "/1"}), HasSubstr("\"Text\": \"buy milk\""));
  const std::vector<std::string> remove = {"-w", "%{http_code}", "-X", "DELETE",
                                           notes + "/1"};
  EXPECT_EQ(Curl(remove), "204");
  EXPECT_THAT(Curl(remove), EndsWith("404"));
}

TEST_F(CurlTest, IsToldWhichMethodsAreAllowed) {
  EXPECT_THAT(Curl({"-i", "-X", "DELETE", "http://localhost/notes"}),
              AllOf(StartsWith("HTTP/1.1 405 Method Not Allowed\r\n"),
                    HasSubstr("\r\nAllow: GET, HEAD, POST")));
}

TEST_F(CurlTest, SpeaksHttp10) {
  EXPECT_EQ(Curl({"--http1.0", "http://localhost/"}), "Hello over UDS!");
  // One connection for each: it closes after the answer.
  EXPECT_EQ(Curl({"--http1.0", "-w", "%{num_connects}\n", "-o", "/dev/null",
                  "http://localhost/", "-o", "/dev/null", "http://localhost/"}),
            "1\n1\n");
}

// By its length, for which curl asks leave first, and in chunks.
TEST_F(CurlTest, GetsToReadWhyABodyIsTooLarge) {
  const std::string notes = "http://localhost/notes";
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--data-binary", "@-", notes},
        {"-H", "Expect:", "--data-binary", "@-", notes},
        {"-X", "POST", "-T", "-", notes}}) {
    std::vector<std::string> with_code = {"-w", "%{http_code}"};
    with_code.insert(with_code.end(), arguments.begin(), arguments.end());
    EXPECT_THAT(Curl(with_code, Megabyte() + Megabyte()),
                AllOf(HasSubstr("bytes"), EndsWith("\n413")));
  }
}

TEST_F(CurlTest, SendsABodyWhenItIsToldToContinue) {
  const Finished curl = Shell(
      "curl -sv --expect100-timeout 600 -H 'Expect: 100-continue' -d x "
      "--unix-socket $SOCKET http://localhost/notes");
  EXPECT_EQ(curl.status, ExitStatus::Exited(0)) << curl.errors;
  EXPECT_THAT(curl.errors, AllOf(HasSubstr("< HTTP/1.1 100 Continue"),
                                 HasSubstr("< HTTP/1.1 201 Created")));
}

}  // namespace
}  // namespace interop
