// Each server that the benchmark compares, as far as it is here, answers its
// client rightly. Untimed.

#include "tools/bench/servers.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/testing/process_usage.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"
#include "tests/interop/others.h"
#include "tools/bench/exchange.h"
#include "tools/bench/load.h"
#include "tools/bench/running_server.h"
#include "tools/bench/works.h"

namespace tools {
namespace {

// A server in one of its groups.
struct Part {
  std::string server;
  std::string group;

  friend bool operator<(const Part& a, const Part& b) {
    return std::pair(a.server, a.group) < std::pair(b.server, b.group);
  }
  friend std::ostream& operator<<(std::ostream& out, const Part& part) {
    return out << part.server << " " << part.group;
  }
};

const std::vector<Part>& AllParts() {
  static const auto& parts = *new std::vector<Part>{
      {"floor", "echo"},
      {"floor", "http"},
      {"floor", "cycle"},
      {"floor-epoll", "cycle"},
      {"ours", "echo"},
      {"ours", "http"},
      {"ours-log", "http"},
      {"ours-log", "cycle"},
      {"ours-auth", "cycle"},
      {"nginx", "http"},
      {"haproxy", "http"},
      {"node", "http"},
      {"asyncio", "http"},
      {"asyncio", "echo"},
      {"socat", "echo"},
      {"go", "http"},
      {"go", "echo"},
      {"go", "cycle"},
      {"untraced", "trace-echo"},
      {"untraced", "trace-http"},
      {"strace", "trace-echo"},
      {"strace", "trace-http"},
      {"filtered", "trace-echo"},
      {"filtered", "trace-http"},
      {"seccomp", "trace-echo"},
      {"seccomp", "trace-http"},
  };
  return parts;
}

class ServersTest : public ::testing::TestWithParam<Part> {
 protected:
  // The Go programs are built once, with one cache.
  static void SetUpTestSuite() {
    if (!interop::WhyMissing("go", "golang-go").empty()) return;
    built_.emplace();
    for (const char* const source :
         {"tests/bench/go/http_server.go", "tests/bench/go/echo_server.go",
          "tests/interop/go/auth_server.go"}) {
      build_errors_ += interop::BuildGo(source, built_->path());
    }
  }
  static void TearDownTestSuite() { built_.reset(); }

  static std::vector<ServerProgram> Programs() {
    return AllServers({.go_programs = built_ ? built_->path() : ""});
  }

  static inline std::optional<uds_testing::TempDirectory> built_;
  static inline std::string build_errors_;
};

ServerProgram Find(const std::vector<ServerProgram>& programs,
                   const Part& part) {
  for (const ServerProgram& program : programs) {
    if (program.server == part.server && program.groups.front() == part.group) {
      return program;
    }
  }
  ADD_FAILURE() << "no server " << part;
  return {};
}

void Ask(const RunningServer& server, const Work& work) {
  const absl::StatusOr<Exchange> exchange = server.Learn(work.echo_bytes);
  ASSERT_TRUE(exchange.ok()) << exchange.status();
  const auto load =
      Load::Create(server.address(), *exchange,
                   {.connections = std::min<size_t>(work.connections, 4),
                    .connect_each_time = work.kind == Work::kCycle});
  ASSERT_TRUE(load.ok()) << load.status();
  const auto result = (*load)->Run({.answers = 40});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->answers, 40u);
  EXPECT_EQ(result->unanswered, 0u);
}

TEST_P(ServersTest, AnswersRightly) {
  ASSERT_EQ(build_errors_, "");
  const ServerProgram program = Find(Programs(), GetParam());
  if (!program.missing.empty()) GTEST_SKIP() << program.missing;
  const auto server = RunningServer::Start(program);
  ASSERT_TRUE(server.ok()) << server.status();
  for (const Work& work : AllWorks()) {
    const bool asked = work.kind == Work::kLoad || work.kind == Work::kCycle;
    if (!asked || work.group != GetParam().group) continue;
    SCOPED_TRACE(work.name);
    Ask(**server, work);
  }
  const absl::StatusOr<uds_testing::ProcessUsage> usage = (*server)->Usage();
  ASSERT_TRUE(usage.ok()) << usage.status();
  EXPECT_GT(usage->cpu, absl::ZeroDuration());
  EXPECT_GT(usage->anonymous_bytes, 0u);
}

std::string NameOf(const ::testing::TestParamInfo<Part>& info) {
  std::string name = info.param.server + "_" + info.param.group;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, ServersTest, ::testing::ValuesIn(AllParts()),
                         NameOf);

TEST(ServersListTest, NoneIsForgottenHere) {
  std::set<Part> known(AllParts().begin(), AllParts().end());
  for (const ServerProgram& program : AllServers({})) {
    EXPECT_EQ(known.count({program.server, program.groups.front()}), 1u)
        << program.server;
  }
}

TEST(ServersListTest, EachGroupIsOfAWorkThatThereIs) {
  std::set<std::string> groups;
  for (const Work& work : AllWorks()) groups.insert(work.group);
  for (const ServerProgram& program : AllServers({})) {
    for (const std::string& group : program.groups) {
      EXPECT_EQ(groups.count(group), 1u) << group;
    }
  }
}

// Half a minute, as a slow one would be.
TEST(ServersListTest, AServerThatEndsAtOnceIsNotWaitedFor) {
  const absl::Time begin = absl::Now();
  const absl::Status status =
      RunningServer::Start({.server = "false", .command = {"false"}}).status();
  EXPECT_FALSE(status.ok());
  EXPECT_NE(status.message().find("false: "), absl::string_view::npos);
  EXPECT_LT(absl::Now() - begin, absl::Seconds(25));
}

}  // namespace
}  // namespace tools
