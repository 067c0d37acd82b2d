#include "labs/02_http/location.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lab {
namespace {

using ::testing::FieldsAre;
using ::testing::HasSubstr;

TEST(LocationTest, APathIsAskedOfLocalhost) {
  EXPECT_THAT(ParseLocation("/").value(), FieldsAre("localhost", "/"));
  EXPECT_THAT(ParseLocation("/a%20b/c?all=1&x=/?").value(),
              FieldsAre("localhost", "/a%20b/c?all=1&x=/?"));
  EXPECT_THAT(ParseLocation("//a").value(), FieldsAre("localhost", "//a"));
}

TEST(LocationTest, AUrlNamesItsHost) {
  EXPECT_THAT(ParseLocation("http://localhost/containers/json").value(),
              FieldsAre("localhost", "/containers/json"));
  EXPECT_THAT(ParseLocation("http://d:80/v1?all=1").value(),
              FieldsAre("d:80", "/v1?all=1"));
  EXPECT_THAT(ParseLocation("http://d").value(), FieldsAre("d", "/"));
  EXPECT_THAT(ParseLocation("http://d?all=1").value(),
              FieldsAre("d", "/?all=1"));
}

TEST(LocationTest, AFragmentStaysHere) {
  EXPECT_THAT(ParseLocation("/a#b?c").value(), FieldsAre("localhost", "/a"));
  EXPECT_THAT(ParseLocation("http://d#b").value(), FieldsAre("d", "/"));
}

TEST(LocationTest, AnythingElseIsRefusedAndShown) {
  for (const std::string text :
       {"", "containers", "https://d/", "HTTP:/d", "#a", " /", "*"}) {
    const absl::Status status = ParseLocation(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("\"" + text + "\""));
  }
}

}  // namespace
}  // namespace lab
