// Whether docs/claims.md is in order, and all tests that it names exist.

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "common/testing/child_process.h"
#include "common/testing/exit_status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/docs/ledger.h"

namespace docs {
namespace {

using ::uds_testing::ChildProcess;
using ::uds_testing::ExitStatus;

// The binary of "//x/y:z_test" is x/y/z_test, if it is data of this test.
std::optional<std::set<std::string>> TestsOfBinary(const std::string& label) {
  static auto* const known = new std::map<std::string, std::set<std::string>>;
  const auto found = known->find(label);
  if (found != known->end()) return found->second;
  const std::string binary =
      absl::StrReplaceAll(label, {{"//", ""}, {":", "/"}});
  if (::access(binary.c_str(), X_OK) != 0) return std::nullopt;
  // A contract wants programs, also where none is judged.
  const absl::StatusOr<std::unique_ptr<ChildProcess>> child =
      ChildProcess::Start(
          {binary, "--gtest_list_tests", "--server=none", "--client=none"});
  EXPECT_TRUE(child.ok()) << child.status();
  EXPECT_EQ((*child)->Wait(absl::Minutes(1)).value(), ExitStatus::Exited(0))
      << label << ": " << (*child)->errors();
  return known->emplace(label, TestsInList((*child)->output())).first->second;
}

TEST(ClaimsTest, EveryRowIsInOrderAndEveryTestThatItNamesExists) {
  std::ifstream file("docs/claims.md");
  ASSERT_TRUE(file.good()) << "docs/claims.md is not there";
  const std::string ledger(std::istreambuf_iterator<char>(file), {});
  const std::vector<std::string> faults = FaultsOf(ledger, TestsOfBinary);
  EXPECT_THAT(faults, testing::IsEmpty())
      << "docs/claims.md\n  " << absl::StrJoin(faults, "\n  ")
      << "\nA target is known if it is in the data of //tests/docs:claims_test";
}

}  // namespace
}  // namespace docs
