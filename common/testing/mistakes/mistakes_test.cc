#include "common/testing/mistakes/mistakes.h"

#include <memory>
#include <string>
#include <vector>

#include "common/testing/child_process.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace uds_testing {
namespace {

using ::testing::HasSubstr;

// A run of sample_mistakes.cc to its end.
struct Sample {
  explicit Sample(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(),
                     "common/testing/mistakes/sample_mistakes");
    const auto child = ChildProcess::Start(arguments).value();
    status = child->Wait(absl::Seconds(60)).value();
    output = child->output();
    errors = child->errors();
  }

  ExitStatus status;
  std::string output;
  std::string errors;
};

TEST(MistakesTest, IsCorrectUnlessItIsToldOtherwise) {
  const Sample run({"one", "two"});
  EXPECT_EQ(run.status, ExitStatus::Exited(0)) << run.errors;
  EXPECT_EQ(run.output, "word one\nword two\nserves\n");
}

TEST(MistakesTest, MakesTheMistakeThatIsNamedAndNoOther) {
  EXPECT_EQ(Sample({"--mistake=no_unlink"}).output, "serves, without unlink\n");
  EXPECT_EQ(Sample({"--mistake=no_reply"}).output, "serves\n");
}

TEST(MistakesTest, IsTheClientWhereThatIsAskedForAndReturnsItsStatus) {
  const Sample run({"--as_client", "--mistake=no_reply"});
  EXPECT_EQ(run.status, ExitStatus::Exited(5));
  EXPECT_EQ(run.output, "visits, without reply\n");
}

TEST(MistakesTest, ListsAllThatIsDeclared) {
  const Sample run({"--list_mistakes"});
  EXPECT_EQ(run.status, ExitStatus::Exited(0));
  const auto list = nlohmann::json::parse(run.output);
  const auto expected = nlohmann::json::parse(R"([
      {"name": "no_unlink", "what": "It leaves its socket's file behind.",
       "tempting": "The kernel closes descriptors at exit.",
       "fails": ["RemovesItsSocketFile"], "in_client": false,
       "dynamic": false, "injections": []},
      {"name": "no_reply", "what": "It says nothing.",
       "tempting": "Silence.", "fails": ["Replies", "AndMore"],
       "in_client": true, "dynamic": true,
       "injections": ["unlink:retval=0"]}])");
  EXPECT_EQ(list, expected);
}

TEST(MistakesTest, AMistakeThatThereIsNotIsAnError) {
  const Sample run({"--mistake=no_such_mistake"});
  EXPECT_EQ(run.status, ExitStatus::Exited(2));
  EXPECT_EQ(run.output, "");
  EXPECT_THAT(run.errors, HasSubstr("no mistake \"no_such_mistake\""));
}

// A typing error in the program must not pass for a correct one.
TEST(MistakesTest, AskingForWhatIsNotDeclaredEndsTheProgram) {
  const Sample run({"undeclared"});
  EXPECT_EQ(run.status, ExitStatus::Exited(2));
  EXPECT_THAT(run.errors, HasSubstr("\"no_such_mistake\" is not declared"));
}

}  // namespace
}  // namespace uds_testing
