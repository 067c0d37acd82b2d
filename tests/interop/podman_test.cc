// A real Podman, whose API on a Unix socket is Docker's, and the client of lab
// 02.

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/interop/others.h"
#include "tests/interop/podman_service.h"

namespace interop {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;
using ::uds_testing::ChildOptions;
using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;
using Json = ::nlohmann::json;

constexpr char kClient[] = "labs/02_http/client";
constexpr absl::Duration kPatience = absl::Minutes(1);

std::vector<std::string> Sorted(const std::string& lines) {
  std::vector<std::string> sorted = absl::StrSplit(lines, '\n');
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

class PodmanTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { service_.emplace(); }
  static void TearDownTestSuite() { service_.reset(); }

  void SetUp() override {
    if (!service_->why_missing().empty()) {
      GTEST_SKIP() << service_->why_missing();
    }
  }

  // What our client prints, which must succeed.
  static std::string Ask(const std::vector<std::string>& arguments) {
    std::vector<std::string> command = {kClient,
                                        "--socket=" + service_->socket()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const Finished client = RunToEnd(command);
    EXPECT_EQ(client.status, ExitStatus::Exited(0)) << client.errors;
    return client.output;
  }

  // What podman's own command says, as a client of the same socket.
  static std::string Podman(const std::vector<std::string>& arguments) {
    std::vector<std::string> command = {"podman", "--remote", "--url",
                                        "unix://" + service_->socket()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const Finished podman = RunToEnd(command, service_->Environment());
    EXPECT_EQ(podman.status, ExitStatus::Exited(0)) << podman.errors;
    return podman.output;
  }

  // By our client; returns its Id. The container is never started: it has
  // nothing in it.
  static std::string CreateContainer(const std::string& name) {
    const std::string root = service_->Path("rootfs");
    std::filesystem::create_directory(root);
    const Json container = {
        {"name", name}, {"rootfs", root}, {"command", {"/bin/true"}}};
    const std::string made =
        Ask({"-H", "Content-Type: application/json", "-d", container.dump(),
             "http://d/v4.0.0/libpod/containers/create"});
    return Json::parse(made).value("Id", made);
  }

  static std::optional<PodmanService> service_;
};

std::optional<PodmanService> PodmanTest::service_;

TEST_F(PodmanTest, TellsOurClientTheVersionThatItsCommandTells) {
  const Json version = Json::parse(Ask({"http://d/version"}));
  EXPECT_EQ(version["Version"].get<std::string>() + "\n",
            Podman({"version", "--format", "{{.Server.Version}}"}));
  EXPECT_THAT(Ask({"-i", "/version"}), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(PodmanTest, ListsTheContainersThatItsCommandLists) {
  const std::string first = CreateContainer("first");
  const std::string second = CreateContainer("second");
  EXPECT_THAT(first, MatchesRegex("[0-9a-f]{64}"));
  std::string ids;
  for (const Json& container :
       Json::parse(Ask({"http://d/containers/json?all=true"}))) {
    ids += container["Id"].get<std::string>() + "\n";
  }
  EXPECT_THAT(ids, HasSubstr(first));
  EXPECT_THAT(ids, HasSubstr(second));
  const std::string listed = Podman({"ps", "--all", "--quiet", "--no-trunc"});
  EXPECT_EQ(Sorted(ids), Sorted(listed));
  // Of those that run, there is none.
  EXPECT_EQ(Json::parse(Ask({"http://d/containers/json"})), Json::array());
}

TEST_F(PodmanTest, PrintsIdentifiersByTheCommandOfTheArticle) {
  for (const char* const program : {"curl", "jq"}) {
    const std::string missing = WhyMissing(program, program);
    if (!missing.empty()) GTEST_SKIP() << missing;
  }
  const std::string id = CreateContainer("third");
  ChildOptions options;
  options.environment.push_back("SOCKET=" + service_->socket());
  const Finished ids =
      RunToEnd({"/bin/sh", "-c",
                "curl -s --unix-socket $SOCKET "
                "'http://localhost/containers/json?all=true' | jq '.[].Id'"},
               std::move(options));
  EXPECT_THAT(ids.output, HasSubstr("\"" + id + "\"\n"));
}

TEST_F(PodmanTest, ReportsItsErrorsToOurClient) {
  const std::string url = "http://d/containers/none/json";
  EXPECT_EQ(Json::parse(Ask({url}))["response"], 404);
  const Finished failed =
      RunToEnd({kClient, "--socket=" + service_->socket(), "-f", url});
  EXPECT_EQ(failed.status, ExitStatus::Exited(1));
  EXPECT_EQ(failed.output, "");
  EXPECT_THAT(failed.errors, HasSubstr("404 Not Found"));
}

TEST_F(PodmanTest, StreamsItsEventsToOurClient) {
  // Those since the epoch: also what happens before the stream has begun.
  auto client = ChildProcess::Start(
      {kClient, "--socket=" + service_->socket(), "http://d/events?since=1"});
  ASSERT_TRUE(client.ok()) << client.status();
  for (const std::string name : {"fourth", "fifth"}) {
    EXPECT_TRUE(
        (*client)->WaitForOutput(CreateContainer(name), kPatience).ok());
  }
}

}  // namespace
}  // namespace interop
