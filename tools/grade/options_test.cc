#include "tools/grade/options.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Complaint(const std::vector<std::string>& words) {
  const absl::Status status = ParseOptions(words).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(OptionsTest, ReadsOptionsAndDirectories) {
  const Options options =
      ParseOptions({"--out=marks", "anna", "--time-limit=7", "--jobs=3", "ben"})
          .value();
  EXPECT_THAT(options.submissions, ElementsAre("anna", "ben"));
  EXPECT_EQ(options.out, "marks");
  EXPECT_EQ(options.time_limit, absl::Seconds(7));
  EXPECT_EQ(options.jobs, 3);
}

TEST(OptionsTest, TakesWhatStandsBehindTwoDashesForDirectories) {
  const Options options = ParseOptions({"--", "--jobs=3", "-rf", "--"}).value();
  EXPECT_THAT(options.submissions, ElementsAre("--jobs=3", "-rf", "--"));
  EXPECT_EQ(options.jobs, 0);
}

TEST(OptionsTest, NamesTheWordThatIsWrong) {
  EXPECT_THAT(Complaint({"--job=3", "anna"}), HasSubstr("'--job=3'"));
  EXPECT_THAT(Complaint({"--out", "anna"}), HasSubstr("'--out'"));
  EXPECT_THAT(Complaint({"--out=", "anna"}), HasSubstr("'--out='"));
  for (const char* const word :
       {"--jobs=0", "--jobs=65", "--jobs=two", "--jobs=-1", "--time-limit=0",
        "--time-limit=99999999999", "--time-limit=5s"}) {
    EXPECT_THAT(Complaint({word, "anna"}), HasSubstr(word));
  }
  EXPECT_THAT(Complaint({"--jobs=2"}), HasSubstr("no submission is named"));
  EXPECT_THAT(Complaint({}), HasSubstr("no submission is named"));
}

}  // namespace
}  // namespace tools
