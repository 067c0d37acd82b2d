#include "common/testing/contract/clause_test.h"

#include <cstdio>
#include <exception>
#include <set>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/testing/contract/endings.h"
#include "common/testing/contract/watchdog.h"
#include "common/testing/program_file.h"
#include "common/testing/strace/traced_process.h"

namespace uds_testing {
namespace {

// Names of the clauses that failed so far, or were not judged.
std::set<std::string>& Unproved() {
  static auto* const names = new std::set<std::string>;
  return *names;
}

// The text of what has failed first in this test, which is what is shown.
std::string FirstFailure() {
  const testing::TestResult& result =
      *testing::UnitTest::GetInstance()->current_test_info()->result();
  for (int i = 0; i < result.total_part_count(); ++i) {
    const testing::TestPartResult& part = result.GetTestPartResult(i);
    if (part.failed()) return part.message();
  }
  return "";
}

// Not SIGPIPE, say, which is what some clauses are about.
bool TellsOfACrash(std::string_view program) {
  for (const std::string_view signal :
       {"SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL"}) {
    if (program.find(absl::StrCat(" was killed by ", std::string(signal))) !=
        program.npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

void ClauseTest::TestBody() {
  RecordProperty("sentence", clause_.sentence);
  RecordProperty("hint", clause_.hint);
  for (const std::string& needed : clause_.needs) {
    if (Unproved().count(needed) == 0) continue;
    Unproved().insert(clause_.name);
    RecordProperty("verdict", "not judged");
    RecordProperty("not_judged", "it needs " + needed);
    GTEST_SKIP() << "not judged: it needs " << needed
                 << ", which does not hold";
  }
  // What an earlier clause left.
  TakeNotStarted();
  TakeEndings("");
  Check();
  if (!HasFailure()) return;
  Unproved().insert(clause_.name);
  Explain();
}

// Within its time, whatever the programs do.
void ClauseTest::Check() {
  const Watchdog watchdog(patience_, [] { TracedProcess::KillAll(); });
  try {
    clause_.check(subject_);
  } catch (const std::exception& thrown) {
    ADD_FAILURE() << "the check threw an exception: " << thrown.what();
  }
  if (!watchdog.has_bitten()) return;
  const std::string killed = absl::StrCat("the clause was not done within ",
                                          absl::FormatDuration(patience_),
                                          ", so its programs were killed");
  NoteTrouble(killed);
  if (!HasFailure()) ADD_FAILURE() << killed;
}

void ClauseTest::Explain() {
  std::string program(
      absl::StripTrailingAsciiWhitespace(TakeEndings(FirstFailure())));
  const std::string not_started = TakeNotStarted();
  if (!not_started.empty()) {
    RecordProperty("verdict", "not started");
    RecordProperty("not_started", not_started);
  } else if (!program.empty()) {
    RecordProperty("program", program);
    absl::StrReplaceAll({{"\n", "\n             "}}, &program);
    std::printf("  Program:   %s\n", program.c_str());
  }
  std::string hint = clause_.hint;
  if (!CheckProgram(subject_.server[0]).ok()) {
    hint = "Name a program that can be executed.";
    RecordProperty("hint", hint);
  } else if (TellsOfACrash(program)) {
    hint = "Mend the crash first. Then: " + hint;
    RecordProperty("hint", hint);
  }
  std::printf("  Rule:      %s\n  Next step: %s\n", clause_.sentence.c_str(),
              hint.c_str());
}

}  // namespace uds_testing
