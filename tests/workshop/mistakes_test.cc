// Runs each planted mistake of a lab through the lab's contract: it fails what
// it declares and nothing else, and a learner is told what is recorded.
//
//   mistakes_test --lab=01_echo --contract=... --mistakes=... [--dynamic=...]
//       --server=... --client=... --recorded=labs/01_echo/mistakes.txt
//   mistakes_test ... --record=FILE    # writes what it should record
//
// Each mistake is one test, and so is the program without any.

#include "common/testing/mistakes/mistakes.h"

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_join.h"
#include "common/testing/child_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/workshop/matrix.h"
#include "tests/workshop/recorded.h"
#include "tools/check/contract_program.h"
#include "tools/verdicts/explain.h"
#include "tools/verdicts/verdicts.h"

ABSL_FLAG(std::string, lab, "", "the lab's folder");
ABSL_FLAG(std::string, contract, "", "its contract_test");
ABSL_FLAG(std::string, mistakes, "", "its mistakes");
ABSL_FLAG(std::string, dynamic, "", "the same, linked dynamically, if needed");
ABSL_FLAG(std::string, server, "", "its server");
ABSL_FLAG(std::string, client, "", "its client");
ABSL_FLAG(std::string, recorded, "", "what is recorded of its mistakes");
ABSL_FLAG(bool, activated, false, "as of the contract");
ABSL_FLAG(bool, whole_life, true, "as of the contract");
ABSL_FLAG(bool, visits, false, "the mistakes have a client, too");
ABSL_FLAG(std::string, record, "", "a file to write what should be recorded");

namespace workshop {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::tools::Verdict;
using ::uds_testing::ChildProcess;
using ::uds_testing::Mistake;

std::string Content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// What `command` prints; it must succeed.
std::string OutputOf(const std::vector<std::string>& command) {
  const auto child = ChildProcess::Start(command);
  if (!child.ok()) return child.status().ToString();
  (*child)->Wait(absl::Seconds(30)).IgnoreError();
  return (*child)->output();
}

// Of the lab's contract over `server` and `client`.
std::vector<Verdict> Judge(const std::string& server, const std::string& client,
                           const std::vector<std::string>& injections = {}) {
  std::vector<std::string> flags = {"--inject=" +
                                    absl::StrJoin(injections, " ")};
  if (absl::GetFlag(FLAGS_activated)) flags.push_back("--activated");
  const tools::ContractProgram contract(
      {.program = absl::GetFlag(FLAGS_contract),
       .server = server,
       .client = client,
       .flags = std::move(flags)});
  const auto clauses = contract.List();
  EXPECT_TRUE(clauses.ok()) << clauses.status();
  if (!clauses.ok()) return {};
  const uds_testing::TempDirectory scratch;
  auto run = contract.Run(*clauses, scratch.path());
  EXPECT_TRUE(run.ok()) << run.status();
  return run.ok() ? std::move(run->verdicts) : std::vector<Verdict>();
}

std::vector<Verdict> JudgeMistake(const Mistake& mistake) {
  const std::string wrong =
      absl::StrJoin({mistake.dynamic ? absl::GetFlag(FLAGS_dynamic)
                                     : absl::GetFlag(FLAGS_mistakes),
                     std::string(mistake.injections.empty() && !mistake.dynamic
                                     ? "--mistake=" + mistake.name
                                     : ""),
                     std::string(mistake.in_client ? "--as_client" : "")},
                    " ");
  return mistake.in_client
             ? Judge(absl::GetFlag(FLAGS_server), wrong)
             : Judge(wrong, absl::GetFlag(FLAGS_client), mistake.injections);
}

// Those that do not hold, judged ones only.
std::vector<Verdict> Broken(const std::vector<Verdict>& verdicts) {
  std::vector<Verdict> broken;
  for (const Verdict& verdict : verdicts) {
    if (verdict.kind != Verdict::kHolds &&
        verdict.kind != Verdict::kNotJudged) {
      broken.push_back(verdict);
    }
  }
  return broken;
}

std::vector<std::string> NamesOf(const std::vector<Verdict>& verdicts) {
  std::vector<std::string> names;
  for (const Verdict& verdict : verdicts) {
    names.push_back(verdict.kind == Verdict::kUnknown
                        ? verdict.clause + " (unknown)"
                        : verdict.clause);
  }
  return names;
}

// What a learner is told about the first of them.
std::vector<std::string> Told(const std::vector<Verdict>& broken) {
  if (broken.empty()) return {};
  std::vector<std::string> lines = {broken[0].clause};
  for (std::string& line : tools::Record(broken[0])) lines.push_back(line);
  return lines;
}

std::string AllOf(const std::vector<Verdict>& verdicts) {
  std::string text;
  for (const Verdict& verdict : verdicts) {
    text += verdict.clause + "\n" +
            absl::StrJoin(tools::Explain(verdict), "\n") + "\n";
  }
  return text;
}

const Recorded& Record() {
  static const auto* const recorded =
      new Recorded(ParseRecorded(Content(absl::GetFlag(FLAGS_recorded))));
  return *recorded;
}

// Where the programs are not fully static, that is a mistake in itself.
class StaticTest : public testing::Test {
 public:
  void SetUp() override {
    if (absl::GetFlag(FLAGS_whole_life)) return;
    GTEST_SKIP() << "with a sanitizer's runtime no program is fully static";
  }
};

class MistakeTest : public StaticTest {
 public:
  explicit MistakeTest(const Mistake& mistake) : mistake_(mistake) {}

  void TestBody() override {
    const std::vector<Verdict> broken = Broken(JudgeMistake(mistake_));
    EXPECT_THAT(NamesOf(broken), ElementsAreArray(mistake_.fails))
        << AllOf(broken);
    const std::vector<std::string> told = Told(broken);
    const auto recorded = Record().find(mistake_.name);
    const bool known =
        recorded != Record().end() && IsAsRecorded(recorded->second, told);
    if (!absl::GetFlag(FLAGS_record).empty()) {
      std::ofstream(absl::GetFlag(FLAGS_record), std::ios::app)
          << Section(mistake_.name, known ? recorded->second : told) << "\n";
      return;
    }
    EXPECT_TRUE(known) << "what a learner is told is not what is recorded in "
                       << absl::GetFlag(FLAGS_recorded) << ", but:\n\n"
                       << Section(mistake_.name, told);
  }

 private:
  const Mistake mistake_;
};

class CorrectTest : public StaticTest {
 public:
  void TestBody() override {
    const std::string& program = absl::GetFlag(FLAGS_mistakes);
    const std::vector<Verdict> verdicts = Judge(
        program, absl::GetFlag(FLAGS_visits) ? program + " --as_client"
                                             : absl::GetFlag(FLAGS_client));
    for (const Verdict& verdict : verdicts) {
      EXPECT_EQ(verdict.kind, Verdict::kHolds) << AllOf({verdict});
    }
  }
};

class RecordTest : public testing::Test {
 public:
  explicit RecordTest(const LabMatrix& lab) : lab_(lab) {}

  void TestBody() override {
    std::vector<std::string> gone;
    for (const auto& [name, lines] : Record()) {
      bool found = false;
      for (const Mistake& mistake : lab_.mistakes) {
        found |= mistake.name == name;
      }
      if (!found) gone.push_back(name);
    }
    EXPECT_THAT(gone, IsEmpty()) << "recorded, and no mistake any more";
  }

 private:
  const LabMatrix lab_;
};

int Run(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  absl::ParseCommandLine(argc, argv);
  const auto lab =
      ParseLab(absl::GetFlag(FLAGS_lab),
               OutputOf({absl::GetFlag(FLAGS_contract), "--list_clauses"}),
               OutputOf({absl::GetFlag(FLAGS_mistakes), "--list_mistakes"}));
  if (!lab.ok()) {
    std::fprintf(stderr, "%s\n", lab.status().ToString().c_str());
    return 1;
  }
  const auto add = [](const std::string& name, auto make) {
    testing::RegisterTest("MistakesTest", name.c_str(), nullptr, nullptr,
                          __FILE__, __LINE__, make);
  };
  add("CorrectWithoutAny", []() -> testing::Test* { return new CorrectTest; });
  add("NothingElseIsRecorded",
      [&lab]() -> testing::Test* { return new RecordTest(*lab); });
  for (const Mistake& mistake : lab->mistakes) {
    add(mistake.name,
        [&mistake]() -> testing::Test* { return new MistakeTest(mistake); });
  }
  return RUN_ALL_TESTS();
}

}  // namespace
}  // namespace workshop

int main(int argc, char** argv) { return workshop::Run(argc, argv); }
