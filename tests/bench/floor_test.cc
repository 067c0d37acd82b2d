// The floor makes the calls that it says, and none beside.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/socket/unix_address.h"
#include "common/testing/exit_status.h"
#include "common/testing/strace/matchers.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/interop/others.h"
#include "tools/bench/exchange.h"
#include "tools/bench/load.h"
#include "tools/bench/running_server.h"
#include "tools/bench/servers.h"

namespace tools {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsSupersetOf;
using ::uds_testing::Call;
using ::uds_testing::TracedProcess;
using ::uds_testing::TracedRun;

constexpr char kBody[] = "Hello over UDS!";

class FloorTest : public ::testing::Test {
 protected:
  void Start(const std::string& mode) {
    auto server =
        TracedProcess::Start({"tests/bench/floor", mode, directory_.Path("s")});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    const auto ready = server_->WaitFor(Call("listen").Returning(0));
    ASSERT_TRUE(ready.ok()) << ready.status();
  }

  // So many requests, over one connection or one for each.
  void Ask(const absl::StatusOr<Exchange>& exchange, uint64_t requests,
           bool connect_each_time = false) {
    ASSERT_TRUE(exchange.ok()) << exchange.status();
    const auto load = Load::Create(address_, *exchange,
                                   {.connect_each_time = connect_each_time});
    ASSERT_TRUE(load.ok()) << load.status();
    const auto result = (*load)->Run({.answers = requests});
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->answers, requests);
  }

  // The names of the calls that it has made since it listens, but for
  // epoll_wait(2), which a trace leaves out. It ends.
  std::vector<std::string> Calls() {
    const absl::StatusOr<TracedRun> run = server_->Stop();
    EXPECT_TRUE(run.ok()) << run.status();
    std::vector<std::string> names;
    bool listens = false;
    for (const uds_testing::SystemCall& call : run->trace.calls()) {
      if (listens) names.push_back(call.name);
      listens |= call.name == "listen";
    }
    return names;
  }

  const uds_testing::TempDirectory directory_;
  const uds::UnixAddress address_ =
      uds::UnixAddress::FromPath(directory_.Path("s")).value();
  std::unique_ptr<TracedProcess> server_;
};

// The first of `calls`, as many as there are of `made` but at least `least`: it
// is ended when the client has its answers, perhaps before it has seen the
// client's end.
void ExpectCalls(const std::vector<std::string>& made,
                 std::vector<std::string> calls, size_t least) {
  EXPECT_GE(made.size(), least);
  if (made.size() < calls.size()) calls.resize(made.size());
  EXPECT_THAT(made, ElementsAreArray(calls));
}

// What LearnEcho or LearnHttp asks, on a connection of its own, and then the
// requests of Ask.
std::vector<std::string> RequestsOnTwoConnections(int requests) {
  std::vector<std::string> calls;
  for (const int here : {2, requests}) {
    calls.push_back("accept4");
    for (int i = 0; i < here; ++i) {
      calls.insert(calls.end(), {"recvfrom", "sendto"});
    }
    calls.insert(calls.end(), {"recvfrom", "close"});  // the end
  }
  return calls;
}

TEST_F(FloorTest, AnEchoIsOneReceiveAndOneSend) {
  ASSERT_NO_FATAL_FAILURE(Start("echo"));
  Ask(LearnEcho(address_, 64), 5);
  ExpectCalls(Calls(), RequestsOnTwoConnections(5), 18);
}

TEST_F(FloorTest, SoIsAnHttpAnswer) {
  ASSERT_NO_FATAL_FAILURE(Start("http"));
  Ask(LearnHttp(address_, kBody), 5);
  ExpectCalls(Calls(), RequestsOnTwoConnections(5), 18);
}

TEST_F(FloorTest, ACycleIsFiveCalls) {
  ASSERT_NO_FATAL_FAILURE(Start("cycle"));
  Ask(LearnHttp(address_, kBody, /*asks=*/1), 4, /*connect_each_time=*/true);
  std::vector<std::string> expected;
  for (int i = 0; i < 5; ++i) {
    expected.insert(expected.end(),
                    {"accept4", "getsockopt", "recvfrom", "sendto", "close"});
  }
  // In which it waits for the next.
  expected.push_back("accept4");
  ExpectCalls(Calls(), expected, 24);
}

TEST_F(FloorTest, ACycleWithEpollAlsoSeesTheEnd) {
  ASSERT_NO_FATAL_FAILURE(Start("cycle-epoll"));
  Ask(LearnHttp(address_, kBody, /*asks=*/1), 1, /*connect_each_time=*/true);
  // The second client may come before the end of the first is seen.
  std::multiset<std::string> most;
  for (int i = 0; i < 2; ++i) {
    most.insert(
        {"accept4", "getsockopt", "recvfrom", "sendto", "recvfrom", "close"});
  }
  const std::vector<std::string> calls = Calls();
  const std::multiset<std::string> made(calls.begin(), calls.end());
  EXPECT_EQ(made.count("getsockopt"), 2u);
  EXPECT_EQ(made.count("sendto"), 2u);
  EXPECT_THAT(most, IsSupersetOf(made));
}

// Else it would be cheaper for that alone.
TEST(FloorLengthTest, ItsAnswerIsAsLongAsOurs) {
  std::vector<size_t> lengths;
  for (const ServerProgram& program : AllServers({})) {
    const bool compared = program.server == "floor" || program.server == "ours";
    if (!compared || program.groups.front() != "http") continue;
    const auto server = RunningServer::Start(program);
    ASSERT_TRUE(server.ok()) << server.status();
    lengths.push_back((*server)->Learn()->answer_bytes);
  }
  ASSERT_EQ(lengths.size(), 2u);
  EXPECT_EQ(lengths[0], lengths[1]);
}

TEST(FloorArgumentsTest, SaysHowItIsCalled) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"tests/bench/floor"},
        {"tests/bench/floor", "smtp", "s"},
        {"tests/bench/floor", "echo"}}) {
    const interop::Finished floor = interop::RunToEnd(words);
    EXPECT_EQ(floor.status, uds_testing::ExitStatus::Exited(2));
    EXPECT_EQ(floor.errors, "floor: echo|http|cycle|cycle-epoll PATH\n");
  }
}

}  // namespace
}  // namespace tools
