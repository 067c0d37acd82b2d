#include "common/testing/contract/contract.h"

#include <cstdio>
#include <set>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

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

namespace uds_testing {
namespace {

// Names of the clauses that failed so far, or were not judged.
std::set<std::string>& Unproved() {
  static auto* const names = new std::set<std::string>;
  return *names;
}

class ClauseTest : public testing::Test {
 public:
  ClauseTest(const Clause& clause, const Subject& subject)
      : clause_(clause), subject_(subject) {}

  void TestBody() override {
    RecordProperty("sentence", clause_.sentence);
    RecordProperty("hint", clause_.hint);
    for (const std::string& needed : clause_.needs) {
      if (Unproved().count(needed) == 0) continue;
      Unproved().insert(clause_.name);
      RecordProperty("verdict", "not judged");
      GTEST_SKIP() << "not judged: it needs " << needed
                   << ", which does not hold";
    }
    clause_.check(subject_);
    if (!HasFailure()) return;
    Unproved().insert(clause_.name);
    std::printf("  Rule:      %s\n  Next step: %s\n", clause_.sentence.c_str(),
                clause_.hint.c_str());
  }

 private:
  const Clause& clause_;
  const Subject& subject_;
};

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

std::vector<std::string> Command(const std::string& flag) {
  return absl::StrSplit(flag, ' ', absl::SkipEmpty());
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
  Subject subject;
  subject.server = Command(absl::GetFlag(FLAGS_server));
  subject.client = Command(absl::GetFlag(FLAGS_client));
  subject.whole_life = absl::GetFlag(FLAGS_whole_life);
  subject.activated = absl::GetFlag(FLAGS_activated);
  if (rest.size() > 1 || subject.server.empty() || subject.client.empty()) {
    std::fprintf(stderr, "usage: %s --server=PROGRAM --client=PROGRAM\n",
                 argv[0]);
    return 2;
  }
  if (!NeedsAreInOrder(clauses)) return 2;
  for (const Clause& clause : clauses) {
    testing::RegisterTest(
        "Contract", clause.name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
        [&clause, &subject] { return new ClauseTest(clause, subject); });
  }
  return RUN_ALL_TESTS();
}

}  // namespace uds_testing
