#include "common/os/program.h"

#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace uds {
namespace {

using ::testing::ExitedWithCode;

// Runs it as "program WORDS", to the end of the process: each of these tests
// has one of its own.
[[noreturn]] void RunAs(std::vector<std::string> words,
                        const Program& program) {
  std::string name = "program";
  std::vector<char*> argv = {name.data()};
  for (std::string& word : words) argv.push_back(word.data());
  std::exit(RunProgram(static_cast<int>(argv.size()), argv.data(), program));
}

Program Ending(const absl::Status& status) {
  return {.name = "p",
          .usage = "does nothing",
          .run = [status](const std::vector<std::string>&) { return status; }};
}

TEST(ProgramTest, EndsWithStatus0AndNoWordWhenAllIsWell) {
  EXPECT_EXIT(RunAs({}, Ending(absl::OkStatus())), ExitedWithCode(0), "^$");
}

TEST(ProgramTest, SaysWhatWentWrongUnderItsName) {
  EXPECT_EXIT(RunAs({}, Ending(absl::NotFoundError("nobody is there"))),
              ExitedWithCode(1), "^p: nobody is there\n$");
}

TEST(ProgramTest, RefusesAWordThatItDoesNotTake) {
  EXPECT_EXIT(RunAs({"word"}, Ending(absl::OkStatus())), ExitedWithCode(2),
              "^p: unexpected argument \"word\"; see --help\n$");
}

TEST(ProgramTest, GetsItsWordsWithoutFlagsAndTheirEnd) {
  const Program program = {
      .name = "p",
      .usage = "says its words",
      .run =
          [](const std::vector<std::string>& words) {
            return absl::UnknownError(absl::StrJoin(words, ","));
          },
      .takes_words = true};
  EXPECT_EXIT(RunAs({"one", "--", "--two"}, program), ExitedWithCode(1),
              "^p: one,--two\n$");
}

TEST(ProgramTest, OutlivesAReaderOfItsOutputThatIsGone) {
  const Program program = {.name = "p",
                           .usage = "writes to nobody",
                           .run = [](const std::vector<std::string>&) {
                             std::raise(SIGPIPE);
                             return absl::OkStatus();
                           }};
  EXPECT_EXIT(RunAs({}, program), ExitedWithCode(0), "");
}

}  // namespace
}  // namespace uds
