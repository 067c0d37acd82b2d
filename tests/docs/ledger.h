// Checks a ledger of claims: tables in Markdown whose rows are
//
//   | A7 | The file has size 0. | proved | `//x:y_test` `Suite.Name` | note |
//
//   std::vector<std::string> faults = FaultsOf(text, TestsOfBinary);
//
// It knows that a test exists, not that it shows what the row says: that is for
// a reader to judge.
#ifndef TESTS_DOCS_LEDGER_H_
#define TESTS_DOCS_LEDGER_H_

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace docs {

// The tests of a target, as "Suite.Name"; none if there is no such target.
using TestsOf =
    std::function<std::optional<std::set<std::string>>(const std::string&)>;

// One sentence for each fault, which begins with the row's number ("A7: ...").
// A ledger without a row is a fault too.
std::vector<std::string> FaultsOf(std::string_view ledger,
                                  const TestsOf& tests_of);

// The tests in what a binary prints for --gtest_list_tests.
std::set<std::string> TestsInList(std::string_view list);

}  // namespace docs

#endif  // TESTS_DOCS_LEDGER_H_
