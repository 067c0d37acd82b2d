#include "common/testing/contract/contract.h"

#include <cstdio>
#include <set>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/testing/contract/clause_test.h"
#include "common/testing/guard.h"
#include "common/testing/strace/injection.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

ABSL_FLAG(std::string, server, "",
          "the server to be judged: a path and arguments, separated by spaces; "
          "--socket=PATH is added to them, unless it is activated");
ABSL_FLAG(std::string, client, "",
          "the client to be judged, in the same way; its arguments are added");
ABSL_FLAG(bool, whole_life, true,
          "look at the programs from their exec to their exit; where false, as "
          "for a sanitizer's runtime that opens files at its start, only from "
          "when they are ready");
ABSL_FLAG(
    bool, activated, false,
    "the server does not bind: it is activated by a socket, as descriptor "
    "3, with LISTEN_PID, LISTEN_FDS and NOTIFY_SOCKET");
ABSL_FLAG(std::string, inject, "",
          "what strace is to do in each run of the server, in the form of its "
          "option inject=, separated by spaces: \"unlink:retval=0\"");
ABSL_FLAG(int, clause_seconds, 60,
          "how long one clause may take before its programs are killed");
ABSL_FLAG(bool, list_clauses, false,
          "print the clauses, as JSON, and judge nothing");

namespace uds_testing {
namespace {

// A clause may need only what stands before it, under the name that it says.
bool NeedsAreInOrder(const std::vector<Clause>& clauses) {
  std::set<std::string> known;
  for (const Clause& clause : clauses) {
    for (const std::string& needed : clause.needs) {
      if (known.count(needed) != 0) continue;
      std::fprintf(stderr,
                   "clause %s needs %s, which does not stand before it\n",
                   clause.name.c_str(), needed.c_str());
      return false;
    }
    known.insert(clause.name);
  }
  return true;
}

std::vector<std::string> Words(const std::string& flag) {
  return absl::StrSplit(flag, ' ', absl::SkipEmpty());
}

void PrintClauses(const std::vector<Clause>& clauses) {
  nlohmann::json list = nlohmann::json::array();
  for (const Clause& clause : clauses) {
    list.push_back({{"name", clause.name},
                    {"sentence", clause.sentence},
                    {"hint", clause.hint},
                    {"needs", clause.needs},
                    {"shared", clause.shared}});
  }
  std::printf("%s\n", list.dump(2).c_str());
}

Subject SubjectOfFlags() {
  Subject subject;
  subject.server = Words(absl::GetFlag(FLAGS_server));
  subject.client = Words(absl::GetFlag(FLAGS_client));
  subject.whole_life = absl::GetFlag(FLAGS_whole_life);
  subject.activated = absl::GetFlag(FLAGS_activated);
  for (const std::string& option : Words(absl::GetFlag(FLAGS_inject))) {
    subject.injections.push_back(Injection::Parse(option));
  }
  return subject;
}

}  // namespace

void Figure(std::string_view what, const std::string& value) {
  // Beside a failure it would contradict the evidence.
  if (testing::Test::HasFailure()) return;
  testing::Test::RecordProperty("figure", std::string(what) + ": " + value);
}

void Figure(std::string_view what, size_t value) {
  Figure(what, std::to_string(value));
}

bool Judgeable(const absl::Status& status) {
  if (status.ok()) return true;
  if (absl::IsUnavailable(status)) {
    testing::Test::RecordProperty("verdict", "unknown");
    ADD_FAILURE() << "UNKNOWN: " << status.message();
  } else {
    ADD_FAILURE() << status.message();
  }
  return false;
}

int RunContract(int argc, char** argv, std::vector<Clause> clauses) {
  testing::InitGoogleMock(&argc, argv);
  absl::SetProgramUsageMessage(
      "judges programs by this lab's contract; --server and --client name "
      "them");
  const std::vector<char*> rest = absl::ParseCommandLine(argc, argv);
  if (absl::GetFlag(FLAGS_list_clauses)) {
    PrintClauses(clauses);
    return 0;
  }
  const Subject subject = SubjectOfFlags();
  if (rest.size() > 1 || subject.server.empty() || subject.client.empty()) {
    std::fprintf(stderr, "usage: %s --server=PROGRAM --client=PROGRAM\n",
                 argv[0]);
    return 2;
  }
  if (!NeedsAreInOrder(clauses)) return 2;
  const absl::Duration patience =
      absl::Seconds(absl::GetFlag(FLAGS_clause_seconds));
  StartGuard();
  for (const Clause& clause : clauses) {
    testing::RegisterTest("Contract", clause.name.c_str(), nullptr, nullptr,
                          __FILE__, __LINE__, [&clause, &subject, patience] {
                            return new ClauseTest(clause, subject, patience);
                          });
  }
  return RUN_ALL_TESTS();
}

}  // namespace uds_testing
