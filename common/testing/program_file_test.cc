#include "common/testing/program_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace uds_testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class ProgramFileTest : public ::testing::Test {
 protected:
  std::string File(const std::string& content, mode_t mode = 0755) {
    const std::string path = directory_.Path("program");
    std::ofstream(path) << content;
    ::chmod(path.c_str(), mode);
    return path;
  }

  // The message about what cannot be run.
  static std::string Why(const std::string& name) {
    const absl::Status status = CheckProgram(name);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    return std::string(status.message());
  }

  const TempDirectory directory_;
};

TEST_F(ProgramFileTest, TakesProgramsScriptsAndNamesInThePath) {
  EXPECT_TRUE(CheckProgram("/bin/sh").ok());
  EXPECT_TRUE(CheckProgram("sh").ok());
  EXPECT_TRUE(CheckProgram(File("#! /bin/sh -e\nexit 0\n")).ok());
}

TEST_F(ProgramFileTest, NamesWhatDoesNotExist) {
  const std::string path = directory_.Path("none");
  EXPECT_EQ(Why(path),
            "there is no program \"" + path + "\": No such file or directory");
  EXPECT_THAT(Why("no-such-program"), HasSubstr("in PATH; if it is a file "
                                                "here, say ./no-such-program"));
}

TEST_F(ProgramFileTest, NamesADirectoryAndAnotherKindOfFile) {
  EXPECT_EQ(Why(directory_.path()),
            directory_.path() + " is a directory, not a program");
  EXPECT_EQ(Why("/dev/null"), "/dev/null is not a regular file");
}

TEST_F(ProgramFileTest, SaysHowToMakeAFileExecutable) {
  const std::string path = File("#!/bin/sh\n", 0644);
  EXPECT_EQ(Why(path),
            path + " may not be executed: its mode is 0644; chmod +x " + path);
}

TEST_F(ProgramFileTest, TellsATextFromAProgram) {
  EXPECT_THAT(Why(File("int main() {}\n")),
              HasSubstr("is not a program: it is neither ELF nor a script"));
  EXPECT_THAT(Why(File("")), HasSubstr("is not a program"));
}

TEST_F(ProgramFileTest, NamesAnInterpreterThatDoesNotExist) {
  const std::string path = File("#!/nonexistent/python\n");
  EXPECT_THAT(Why(path),
              AllOf(HasSubstr("the first line of " + path),
                    HasSubstr("no program \"/nonexistent/python\"")));
}

}  // namespace
}  // namespace uds_testing
