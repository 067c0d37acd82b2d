#include "common/http/request_target.h"

#include <optional>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace uds::http {
namespace {

// "path query", or "none".
std::string Split(std::string_view target) {
  const std::optional<TargetParts> parts = SplitTarget(target);
  if (!parts.has_value()) return "none";
  return std::string(parts->path) + " " + std::string(parts->query);
}

TEST(RequestTargetTest, APathEndsAtTheFirstQuestionMark) {
  EXPECT_EQ(Split("/"), "/ ");
  EXPECT_EQ(Split("/notes/a%20b"), "/notes/a%20b ");
  EXPECT_EQ(Split("/notes?all=1?&/"), "/notes all=1?&/");
  EXPECT_EQ(Split("/?"), "/ ");
}

TEST(RequestTargetTest, OfAnHttpUrlThePathIsWhatCountsAndIsNeverEmpty) {
  EXPECT_EQ(Split("http://localhost/notes?all"), "/notes all");
  EXPECT_EQ(Split("HTTP://localhost:80"), "/ ");
  EXPECT_EQ(Split("http://[::1]?all"), "/ all");
}

TEST(RequestTargetTest, AnythingElseIsNone) {
  for (const std::string_view target :
       {"", "*", "notes", "?", "localhost:80", "https://h/", "http:/h",
        "http://", "http:///", "http://u:p@h/", "http://a b/", "http://:80/",
        "http://h:p/", "http://[::1/"}) {
    EXPECT_EQ(Split(target), "none") << target;
  }
}

// Found by tests/differential: Go and nginx refuse it too.
TEST(RequestTargetTest, APercentWantsTwoHexadecimalDigits) {
  for (const std::string_view path : {"/%", "/a%4", "/a%zz", "/%4g", "/%41%"}) {
    EXPECT_TRUE(HasBadEscape(path)) << path;
  }
  for (const std::string_view path : {"/", "/%41", "/a%4aB%00"}) {
    EXPECT_FALSE(HasBadEscape(path)) << path;
  }
}

TEST(RequestTargetTest, AHostIsANameOrAnAddressPerhapsWithAPort) {
  for (const std::string_view host :
       {"", "localhost", "a-b.example:8080", "127.0.0.1", "[::1]:80", "%2Frun",
        "h:", "a_b", ":80", "[v1.a:b]"}) {
    EXPECT_TRUE(IsHost(host)) << host;
  }
  for (const std::string_view host :
       {"a b", "a/b", "u@h", "a\\b", "\"h\"", "h\x80", "h?", "h#", "<h>"}) {
    EXPECT_FALSE(IsHost(host)) << host;
  }
}

// Found by tests/differential: RFC 9112, 3.2, demands 400.
TEST(RequestTargetTest,
     AHostHasOnePortOfDigitsAndClosedBracketsAndWholeEscapes) {
  for (const std::string_view host :
       {"h:p", "h:80:80", "h:+80", "fe80::1", "[::1", "[]", "::1]", "[::1]h",
        "[::1]:p", "a[b]c", "[[::1]]", "%", "h%4", "%4g", "h%"}) {
    EXPECT_FALSE(IsHost(host)) << host;
  }
}

TEST(RequestTargetTest, DecodesPercentsToAnyByte) {
  EXPECT_EQ(PercentDecoded(""), "");
  EXPECT_EQ(PercentDecoded("a+b"), "a+b") << "only a form means a space by it";
  EXPECT_EQ(PercentDecoded("%41%4a%2F%c3%A4"), "AJ/\xc3\xa4");
  EXPECT_EQ(PercentDecoded("%00"), std::string(1, '\0'));
  EXPECT_EQ(PercentDecoded("%2541"), "%41") << "and does so once";
}

TEST(RequestTargetTest, APercentWithoutTwoDigitsIsNone) {
  for (const std::string_view text : {"%", "%4", "a%", "%4g", "%g4", "%%41"}) {
    EXPECT_EQ(PercentDecoded(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace uds::http
