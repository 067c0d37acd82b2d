#include "labs/02_http/log_clauses.h"

#include <unistd.h>

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/traced_process.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/02_http/wire.h"

namespace lab {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedRun;
using ::uds_testing::TracedServer;

std::vector<std::string> LogLines(const TracedRun& run) {
  return absl::StrSplit(run.output + run.errors, '\n', absl::SkipEmpty());
}

void Logs(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  const auto client =
      uds_testing::StartClient(subject, (*server)->path(), {"/?who=asks"});
  if (!Judgeable(client.status())) return;
  const pid_t pid = (*client)->process().pid();
  const auto asked = (*client)->Finish();
  if (!Judgeable(asked.status())) return;
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  std::vector<std::string> lines;
  for (const std::string& line : LogLines(*run)) {
    if (line.find("who=asks") != line.npos) lines.push_back(line);
  }
  ASSERT_EQ(lines.size(), 1u)
      << "lines of the log, which is stdout and stderr, with \"who=asks\", for "
         "one GET /?who=asks";
  ASSERT_THAT(lines[0], ContainsRegex(absl::StrFormat("\\bpid=%d uid=%d\\b",
                                                      pid, ::geteuid())))
      << "in the line of the log: pid and uid of the client";
  EXPECT_THAT(lines[0], ContainsRegex("\\bGET\\b.*\\b200\\b"))
      << "in the line of the log: the method, and the status behind it";
  Figure("pid and uid in the line of a request", "the client's");
}

void RefusesForgedLines(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  for (const std::string target :
       {"/a\npid=1 uid=0 \"GET /forged\" 200 5", "/a%0Apid=1%20uid=0%20forged",
        "/notes/%0Apid=1%20uid=0%20forged", "/\"\rpid=1 uid=0 forged",
        "/\x1b[2Jforged"}) {
    AnswerTo(**server, RequestFor("GET", target));
  }
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  const std::string ours =
      absl::StrFormat("pid=%d uid=%d ", ::getpid(), ::geteuid());
  size_t lines = 0;
  for (const std::string& line : LogLines(*run)) {
    const size_t pid = line.find("pid=");
    if (pid == line.npos) continue;
    ASSERT_THAT(line.substr(pid), StartsWith(ours))
        << "a line of the log which names a pid that is not the client's: what "
           "it asked for has forged it";
    ASSERT_THAT(line, Not(HasSubstr("\x1b")))
        << "a line of the log with an escape sequence";
    ++lines;
  }
  EXPECT_LE(lines, 5u) << "lines of the log, for five requests";
  Figure("lines that name another pid, after five tries", 0);
}

}  // namespace

Clause LogsWhoAsked() {
  return {
      "LogsWhoAsked",
      "Each request is one line of the log, with \"pid=... uid=...\" of "
      "the peer in place of a source IP address.",
      "On stdout or stderr: pid and uid from SO_PEERCRED, and method, target "
      "and status behind them.",
      {"Replies"},
      Logs};
}

Clause NoTargetForgesALineOfTheLog() {
  return {"NoTargetForgesALineOfTheLog",
          "Whatever a client asks for, no line of the log names a pid that is "
          "not its own, and no escape sequence reaches a terminal.",
          "Quote what came from a peer; log the target as it came, and not "
          "percent-decoded.",
          {"LogsWhoAsked"},
          RefusesForgedLines};
}

}  // namespace lab
