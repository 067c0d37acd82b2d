#include "tools/grade/submission.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tools {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Lab kEcho = {
    .name = "01_echo", .edit = "calls.cc", .steps = 2, .clauses = 3};
const Lab kHttp = {
    .name = "02_http", .edit = "session.cc", .steps = 1, .clauses = 1};

class SubmissionTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text = "x") {
    const fs::path path = directory_.Path(name);
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path;
  }

  void WriteProgram(const std::string& name) {
    fs::permissions(Write(name), fs::perms(0755));
  }

  Piece Echo(const std::string& name) {
    return FindSubmission(directory_.Path(name), {kEcho}).pieces[0];
  }

  absl::Status Refusal(const std::vector<std::string>& paths) {
    return FindSubmissions(paths, {kEcho}).status();
  }

  const uds_testing::TempDirectory directory_;
};

TEST_F(SubmissionTest, ReadsWhatTheLabsAskFor) {
  Write("labs/02_http/exercise/steps.json",
        R"({"edit": "b.cc", "steps": [{"clauses": ["A"]}]})");
  Write("labs/01_echo/exercise/steps.json",
        R"({"edit": "a.cc", "steps": [{"clauses": ["A", "B"]},
                                      {"clauses": ["C"]}]})");
  Write("labs/03_none/README.md");
  const std::vector<Lab> labs = ReadLabs(directory_.Path("labs")).value();
  ASSERT_EQ(labs.size(), 2);
  EXPECT_EQ(labs[0].name, "01_echo");
  EXPECT_EQ(labs[0].edit, "a.cc");
  EXPECT_EQ(labs[0].steps, 2);
  EXPECT_EQ(labs[0].clauses, 3);
  EXPECT_EQ(labs[1].name, "02_http");
}

TEST_F(SubmissionTest, RefusesLabsThatDoNotSayTheirSteps) {
  EXPECT_EQ(ReadLabs(directory_.Path("no")).status().code(),
            absl::StatusCode::kNotFound);
  Write("labs/01_echo/exercise/steps.json", R"({"edit": "a.cc"})");
  EXPECT_EQ(ReadLabs(directory_.Path("labs")).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(SubmissionTest, FindsTheFileInEachPlace) {
  for (const char* const name :
       {"clone/labs/01_echo/exercise/calls.cc", "folder/01_echo/calls.cc",
        "number/01/calls.cc", "file/calls.cc"}) {
    Write(name);
    const Piece piece =
        Echo(std::string(name).substr(0, std::string(name).find('/')));
    EXPECT_EQ(piece.kind, Piece::kSource) << name;
    EXPECT_EQ(piece.path, directory_.Path(name));
  }
}

TEST_F(SubmissionTest, PrefersAProgramAndThenACloneToASingleFile) {
  Write("anna/calls.cc");
  Write("anna/labs/01_echo/exercise/calls.cc");
  EXPECT_THAT(Echo("anna").path, EndsWith("exercise/calls.cc"));
  WriteProgram("anna/01_echo/server");
  EXPECT_EQ(Echo("anna").kind, Piece::kServer);
}

TEST_F(SubmissionTest, TakesAFileThatCannotBeExecutedForNoProgram) {
  Write("anna/01_echo/server");
  EXPECT_EQ(Echo("anna").kind, Piece::kNothing);
}

TEST_F(SubmissionTest, SaysWhatIsMissing) {
  Write("anna/calls.cc");
  const Submission anna =
      FindSubmission(directory_.Path("anna"), {kEcho, kHttp});
  ASSERT_EQ(anna.pieces.size(), 2);
  EXPECT_EQ(anna.pieces[0].kind, Piece::kSource);
  EXPECT_EQ(anna.pieces[1].kind, Piece::kNothing);
  EXPECT_THAT(anna.pieces[1].note, IsEmpty());
}

TEST_F(SubmissionTest, ReadsNothingButRegularFilesOfABearableSize) {
  fs::create_directories(directory_.Path("link"));
  fs::create_symlink("/etc/passwd", directory_.Path("link/calls.cc"));
  fs::create_directories(directory_.Path("fifo"));
  ASSERT_EQ(::mkfifo(directory_.Path("fifo/calls.cc").c_str(), 0600), 0);
  fs::create_directories(directory_.Path("folder/calls.cc"));
  for (const char* const name : {"link", "fifo", "folder"}) {
    EXPECT_EQ(Echo(name).kind, Piece::kNothing) << name;
    EXPECT_THAT(Echo(name).note, HasSubstr("is no regular file")) << name;
  }
  Write("large/calls.cc", std::string(1024 * 1024 + 1, 'x'));
  EXPECT_THAT(Echo("large").note, HasSubstr("larger than 1 MiB"));
}

TEST_F(SubmissionTest, NamesSubmissionsByTheirFolders) {
  Write("a/one/calls.cc");
  Write("a/two/calls.cc");
  Write("b/one/calls.cc");
  const std::vector<Submission> found =
      FindSubmissions({directory_.Path("a/two/"), directory_.Path("a/one"),
                       directory_.Path("b/one")},
                      {kEcho})
          .value();
  EXPECT_EQ(found[0].name, "two");
  // Two of one name could not be told from one another.
  EXPECT_EQ(found[1].name, directory_.Path("a/one"));
  EXPECT_EQ(found[2].name, directory_.Path("b/one"));
}

TEST_F(SubmissionTest, RefusesWhatIsNoDirectory) {
  const std::string file = Write("file");
  for (const std::string& path : {file, directory_.Path("nothing")}) {
    EXPECT_EQ(Refusal({path}).code(), absl::StatusCode::kNotFound);
    EXPECT_THAT(std::string(Refusal({path}).message()), HasSubstr(path));
  }
}

TEST_F(SubmissionTest, RefusesAFolderOfSubmissionsInPlaceOfOne) {
  Write("all/anna/calls.cc");
  EXPECT_THAT(std::string(Refusal({directory_.Path("all")}).message()),
              HasSubstr("all/*"));
}

TEST_F(SubmissionTest, KeepsOneThatHoldsNothing) {
  fs::create_directories(directory_.Path("empty"));
  EXPECT_TRUE(Refusal({directory_.Path("empty")}).ok());
}

TEST_F(SubmissionTest, CopiesWhatAServerNeedsReadableByAll) {
  WriteProgram("anna/01_echo/server");
  fs::permissions(Write("anna/01_echo/lib/part.py", "part"), fs::perms(0600));
  fs::create_symlink("lib", directory_.Path("anna/01_echo/also"));
  ASSERT_EQ(::mkfifo(directory_.Path("anna/01_echo/fifo").c_str(), 0600), 0);
  const std::string to = directory_.Path("copy");
  ASSERT_TRUE(CopyServer(directory_.Path("anna/01_echo/server"), to).ok());
  EXPECT_EQ(fs::status(to + "/server").permissions(), fs::perms(0555));
  EXPECT_EQ(fs::status(to + "/lib/part.py").permissions(), fs::perms(0444));
  EXPECT_EQ(fs::read_symlink(to + "/also"), "lib");
  EXPECT_FALSE(fs::exists(to + "/fifo"));
}

TEST_F(SubmissionTest, CopiesNoMoreThanIsBearable) {
  WriteProgram("anna/01_echo/server");
  for (int i = 0; i < 2000; ++i) Write("anna/01_echo/" + std::to_string(i));
  EXPECT_EQ(CopyServer(directory_.Path("anna/01_echo/server"),
                       directory_.Path("copy"))
                .code(),
            absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace tools
