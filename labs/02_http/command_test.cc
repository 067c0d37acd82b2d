#include "labs/02_http/command.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

using ::testing::ElementsAre;
using ::testing::FieldsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::uds::http::FetchRequest;

TEST(CommandTest, ALocationAloneIsAGet) {
  const FetchRequest request =
      MakeRequest({.location = "http://d/version?x"}).value();
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.host, "d");
  EXPECT_EQ(request.target, "/version?x");
  EXPECT_THAT(request.headers, IsEmpty());
  EXPECT_EQ(request.body, std::nullopt);
  EXPECT_EQ(request.input, -1);
}

TEST(CommandTest, ABodyMakesItAPostUnlessAMethodIsNamed) {
  FetchRequest request =
      MakeRequest({.location = "/notes", .data = "milk"}).value();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.body, "milk");
  request = MakeRequest({.location = "/notes", .method = "PUT", .data = "@-"})
                .value();
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.body, std::nullopt);
  EXPECT_EQ(request.input, 0);
  EXPECT_EQ(MakeRequest({.location = "/", .method = "HEAD"})->method, "HEAD");
}

TEST(CommandTest, AHeaderIsTakenApartAtItsFirstColon) {
  const auto header = [](const std::string& text) {
    return MakeRequest({.location = "/", .header = text})->headers;
  };
  EXPECT_THAT(header("A:b"), ElementsAre(FieldsAre("A", "b")));
  EXPECT_THAT(header("A:  b: c "), ElementsAre(FieldsAre("A", "b: c")));
  EXPECT_THAT(header("A:"), ElementsAre(FieldsAre("A", "")));
}

// What is said of a command that is refused.
std::string Refusal(const Command& command) {
  const absl::Status status = MakeRequest(command).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(CommandTest, RefusesAFileAndSaysWhatToDo) {
  EXPECT_THAT(Refusal({.location = "/", .data = "@note.txt"}),
              HasSubstr("-d @- <note.txt"));
  EXPECT_THAT(Refusal({.location = "/", .data = "@"}), HasSubstr("no file"));
}

TEST(CommandTest, RefusesWhatIsNoLocationAndNoHeader) {
  EXPECT_THAT(Refusal({.location = "notes"}), HasSubstr("neither a path"));
  EXPECT_THAT(Refusal({.location = "/", .header = "A"}), HasSubstr("no colon"));
}

}  // namespace
}  // namespace lab
