#include "tests/workshop/matrix.h"

#include <algorithm>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "nlohmann/json.hpp"

namespace workshop {
namespace {

using ::nlohmann::json;
using ::uds_testing::Mistake;

using Strings = std::vector<std::string>;

// Their places in the contract, or -1 for what is no clause of it.
std::vector<int> PlacesOf(const Strings& names, const LabMatrix& lab) {
  std::vector<int> places;
  for (const std::string& name : names) {
    const auto found =
        std::find_if(lab.clauses.begin(), lab.clauses.end(),
                     [&](const ClauseName& c) { return c.name == name; });
    places.push_back(found == lab.clauses.end()
                         ? -1
                         : static_cast<int>(found - lab.clauses.begin()));
  }
  return places;
}

void CheckMistake(const Mistake& mistake, const LabMatrix& lab,
                  Strings& problems) {
  const auto complain = [&](std::string_view what) {
    problems.push_back(absl::StrFormat("%s: the mistake %s %s", lab.lab,
                                       mistake.name, std::string(what)));
  };
  if (mistake.fails.empty()) complain("fails nothing");
  if (mistake.what.empty() || mistake.tempting.empty()) {
    complain("does not say what it is, or why it is tempting");
  }
  const std::vector<int> places = PlacesOf(mistake.fails, lab);
  if (std::count(places.begin(), places.end(), -1) != 0) {
    complain("fails what is no clause of its lab");
  } else if (!std::is_sorted(places.begin(), places.end())) {
    complain("has its clauses in another order than the contract");
  }
}

// The lab's clauses that are the first failure of one of its mistakes.
std::set<std::string> KilledIn(const LabMatrix& lab) {
  std::set<std::string> killed;
  for (const Mistake& mistake : lab.mistakes) {
    if (!mistake.fails.empty()) killed.insert(mistake.fails[0]);
  }
  return killed;
}

void AddRow(const Mistake& mistake, std::string& page) {
  std::string how = mistake.what;
  if (mistake.in_client) how = "The client: " + how;
  for (const std::string& injection : mistake.injections) {
    how += absl::StrFormat(" (Planted by strace: `inject=%s`.)", injection);
  }
  absl::StrAppendFormat(&page, "| `%s` | %s | %s | %s |\n", mistake.name, how,
                        mistake.tempting, absl::StrJoin(mistake.fails, ", "));
}

}  // namespace

std::vector<std::string> Problems(const std::vector<LabMatrix>& labs) {
  Strings problems;
  std::set<std::string> killed_anywhere;
  for (const LabMatrix& lab : labs) killed_anywhere.merge(KilledIn(lab));
  for (const LabMatrix& lab : labs) {
    std::set<std::string> names;
    for (const Mistake& mistake : lab.mistakes) {
      CheckMistake(mistake, lab, problems);
      if (names.insert(mistake.name).second) continue;
      problems.push_back(absl::StrFormat("%s: two mistakes are called %s",
                                         lab.lab, mistake.name));
    }
    const std::set<std::string> killed = KilledIn(lab);
    for (const ClauseName& clause : lab.clauses) {
      const bool is_killed = clause.shared
                                 ? killed_anywhere.count(clause.name) != 0
                                 : killed.count(clause.name) != 0;
      if (is_killed) continue;
      problems.push_back(absl::StrFormat("%s: no mistake is caught by %s first",
                                         lab.lab, clause.name));
    }
  }
  return problems;
}

std::string PageOf(const std::vector<LabMatrix>& labs) {
  std::set<std::string> clauses;
  size_t mistakes = 0;
  for (const LabMatrix& lab : labs) {
    mistakes += lab.mistakes.size();
    for (const ClauseName& clause : lab.clauses) {
      clauses.insert(clause.shared ? clause.name : lab.lab + clause.name);
    }
  }
  std::string page = absl::StrFormat(
      "# Planted mistakes\n\n"
      "A check that cannot fail is not a check. Each lab has a server that is "
      "right until it is told to\n"
      "make one of these mistakes; each of the %d clauses of the contracts is "
      "the first to catch one of the\n"
      "%d mistakes, and a mistake fails the clauses that stand beside it, and "
      "no others. What a learner is\n"
      "told about each stands in `labs/NN_topic/mistakes.txt`. Clauses that "
      "all labs share are caught out\n"
      "in one of them.\n\n"
      "    mistakes --list_mistakes                    # of labs/NN_topic, "
      "built as //labs/NN_topic:mistakes\n"
      "    mistakes --mistake=NAME --socket=PATH\n\n"
      "This page is made by `bazel run //tests/workshop:mistakes_page`; a test "
      "holds it to the programs.\n",
      clauses.size(), mistakes);
  for (const LabMatrix& lab : labs) {
    absl::StrAppendFormat(&page,
                          "\n## [%s](../labs/%s/mistakes.cc)\n\n"
                          "| Mistake | What it does | Why it is tempting | "
                          "Caught by |\n|---|---|---|---|\n",
                          lab.lab, lab.lab);
    for (const Mistake& mistake : lab.mistakes) AddRow(mistake, page);
  }
  return page;
}

absl::StatusOr<LabMatrix> ParseLab(std::string_view lab,
                                   std::string_view clauses_json,
                                   std::string_view mistakes_json) {
  LabMatrix matrix = {.lab = std::string(lab), .clauses = {}, .mistakes = {}};
  const json clauses = json::parse(clauses_json, nullptr, false);
  const json mistakes = json::parse(mistakes_json, nullptr, false);
  if (!clauses.is_array() || !mistakes.is_array() || clauses.empty()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: no list of clauses, or of mistakes", matrix.lab));
  }
  for (const json& clause : clauses) {
    matrix.clauses.push_back(
        {clause.value("name", ""), clause.value("shared", false)});
  }
  for (const json& mistake : mistakes) {
    matrix.mistakes.push_back(
        {.name = mistake.value("name", ""),
         .what = mistake.value("what", ""),
         .tempting = mistake.value("tempting", ""),
         .fails = mistake.value("fails", Strings()),
         .in_client = mistake.value("in_client", false),
         .dynamic = mistake.value("dynamic", false),
         .injections = mistake.value("injections", Strings())});
  }
  return matrix;
}

}  // namespace workshop
