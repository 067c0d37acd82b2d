#include "tests/docs/ledger.h"

#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace docs {
namespace {

enum Cell { kNumber, kClaim, kVerdict, kTests, kNote, kCells };

// "not yet", or with the lab that will judge it: "not yet (lab 03)".
bool IsNotYet(absl::string_view verdict) {
  if (!absl::ConsumePrefix(&verdict, "not yet")) return false;
  if (verdict.empty()) return true;
  return absl::ConsumePrefix(&verdict, " (lab ") && verdict.size() == 3 &&
         absl::ascii_isdigit(verdict[0]) && absl::ascii_isdigit(verdict[1]) &&
         verdict[2] == ')';
}

class Checker {
 public:
  explicit Checker(const TestsOf& tests_of) : tests_of_(tests_of) {}

  void AddRow(const std::vector<std::string>& row) {
    number_ = row[kNumber];
    CheckNumber();
    if (row.size() != kCells) {
      Fault(absl::StrFormat("has %d cells, not %d", row.size(), +kCells));
      return;
    }
    if (row[kClaim].empty()) Fault("has no claim");
    const std::string& verdict = row[kVerdict];
    if (verdict == "proved" || verdict == "refuted") {
      CheckTests(row);
    } else if (!IsNotYet(verdict)) {
      Fault(
          absl::StrFormat("\"%s\" is no verdict; there are: proved, refuted, "
                          "not yet, not yet (lab NN)",
                          verdict));
    } else if (!row[kTests].empty()) {
      Fault("is not yet judged, but names a test");
    }
  }

  std::vector<std::string> Finish() {
    if (number_.empty()) faults_.push_back("there is no row");
    return faults_;
  }

 private:
  void Fault(std::string_view what) {
    faults_.push_back(absl::StrFormat("%s: %s", number_, what));
  }

  // A1, A2, ..., B1, B2, ...: nothing twice, nothing left out.
  void CheckNumber() {
    std::string expected = absl::StrFormat("%c%d", letter_, count_ + 1);
    const std::string next_article = absl::StrFormat("%c1", letter_ + 1);
    if (number_ == next_article && count_ > 0) {
      ++letter_;
      count_ = 0;
      expected = next_article;
    }
    ++count_;
    if (number_ == expected) return;
    Fault(absl::StrFormat("stands where %s is expected", expected));
  }

  // The cell holds `//labels` and behind each of them its `Suite.Name`s.
  void CheckTests(const std::vector<std::string>& row) {
    std::string label;
    size_t names = 0;
    for (const absl::string_view word :
         absl::StrSplit(row[kTests], ' ', absl::SkipEmpty())) {
      const bool quoted =
          word.size() > 2 && word.front() == '`' && word.back() == '`';
      const std::string name(quoted ? word.substr(1, word.size() - 2) : "");
      if (absl::StartsWith(name, "//")) {
        label = name;
        if (!tests_of_(label).has_value()) {
          Fault(absl::StrFormat("%s is no test that is known here", label));
          return;
        }
      } else if (!quoted || label.empty()) {
        Fault(
            absl::StrFormat("\"%s\" is neither a `//target` nor a "
                            "`Suite.Name` behind one",
                            word));
        return;
      } else {
        ++names;
        if (tests_of_(label)->count(name) == 0) {
          Fault(absl::StrFormat("%s has no test %s", label, name));
        }
      }
    }
    if (names == 0) {
      Fault(absl::StrFormat("is %s, but names no test", row[kVerdict]));
    }
  }

  const TestsOf& tests_of_;
  std::vector<std::string> faults_;
  std::string number_;  // of the row that is being looked at
  char letter_ = 'A';   // where the numbering stands
  int count_ = 0;
};

// The head of a table, and the line below it.
bool IsHead(absl::string_view cell) {
  return cell == "#" || absl::StartsWith(cell, "--");
}

}  // namespace

std::vector<std::string> FaultsOf(std::string_view ledger,
                                  const TestsOf& tests_of) {
  Checker checker(tests_of);
  const std::vector<std::string> lines =
      absl::StrSplit(std::string(ledger), '\n');
  for (const std::string& line : lines) {
    if (!absl::StrContains(line, '|')) continue;
    // The borders are optional in Markdown, and nothing stands outside of them.
    absl::string_view inside = absl::StripAsciiWhitespace(line);
    absl::ConsumePrefix(&inside, "|");
    absl::ConsumeSuffix(&inside, "|");
    std::vector<std::string> row = absl::StrSplit(inside, '|');
    for (std::string& cell : row) absl::StripAsciiWhitespace(&cell);
    if (!IsHead(row[kNumber])) checker.AddRow(row);
  }
  return checker.Finish();
}

std::set<std::string> TestsInList(std::string_view list) {
  std::set<std::string> tests;
  std::string suite;
  const std::vector<std::string> lines =
      absl::StrSplit(std::string(list), '\n', absl::SkipEmpty());
  for (const std::string& line : lines) {
    // Behind the name may stand "  # TypeParam = ...".
    const std::vector<std::string> words =
        absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (words.empty()) continue;
    if (line[0] != ' ') {
      suite = absl::EndsWith(words[0], ".") ? words[0] : "";
    } else if (!suite.empty()) {
      tests.insert(suite + words[0]);
    }
  }
  return tests;
}

}  // namespace docs
