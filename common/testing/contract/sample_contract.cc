// A contract whose clauses go every way that clauses can: what contract_test.cc
// runs and looks at.

#include "absl/status/status.h"
#include "common/testing/contract/contract.h"
#include "gtest/gtest.h"

namespace {

using uds_testing::Clause;
using uds_testing::Subject;

Clause Sample(const std::string& name, std::vector<std::string> needs,
              std::function<void(const Subject&)> check) {
  return {name, "The rule of " + name + ".", "The hint of " + name + ".",
          std::move(needs), std::move(check)};
}

}  // namespace

int main(int argc, char** argv) {
  return uds_testing::RunContract(
      argc, argv,
      {Sample("Holds", {},
              [](const Subject& subject) {
                uds_testing::Figure("words of the server",
                                    subject.server.size());
              }),
       Sample("IsBroken", {"Holds"},
              [](const Subject&) {
                ADD_FAILURE() << "the evidence";
                uds_testing::Figure("beside the point", 1);
              }),
       Sample("NeedsTheBroken", {"IsBroken"},
              [](const Subject&) { ADD_FAILURE() << "never judged"; }),
       Sample("NeedsWhatIsNotJudged", {"NeedsTheBroken"},
              [](const Subject&) { ADD_FAILURE() << "never judged"; }),
       Sample("CannotSee", {}, [](const Subject&) {
         EXPECT_FALSE(
             uds_testing::Judgeable(absl::UnavailableError("no ptrace")));
       })});
}
