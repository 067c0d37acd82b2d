#include "labs/02_http/routes.h"

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/peer/credentials.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::uds::PeerCredentials;
using ::uds::http::Request;
using ::uds::http::Response;
using Json = ::nlohmann::json;

constexpr PeerCredentials kAlice = {.pid = 12, .uid = 1000, .gid = 100};
constexpr PeerCredentials kBob = {.pid = 13, .uid = 1001, .gid = 100};

class RoutesTest : public ::testing::Test {
 protected:
  RoutesTest() { AddRoutes(router_, registry_, notes_); }

  Response Ask(std::string_view method, std::string_view path,
               const PeerCredentials& peer = kAlice,
               std::string_view body = "") {
    Request request;
    request.method = method;
    request.target = path;
    request.path = path;
    request.body = body;
    request.peer = peer;
    return router_(request);
  }

  ConnectionRegistry registry_;
  Notes notes_;
  uds::http::Router router_;
};

std::optional<std::string> HeaderOf(const Response& response,
                                    std::string_view name) {
  for (const auto& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return std::nullopt;
}

TEST_F(RoutesTest, TheRootGreetsAsInTheArticle) {
  const Response response = Ask("GET", "/");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "Hello over UDS!");
}

TEST_F(RoutesTest, ConnectionsAreListedWithTheIdentityOfTheirPeers) {
  EXPECT_EQ(Json::parse(Ask("GET", "/containers/json").body), Json::array());
  Registration alice(registry_, kAlice);
  const Registration bob(registry_, kBob);
  alice.CountRequest();
  const Response response = Ask("GET", "/containers/json");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(HeaderOf(response, "Content-Type"), "application/json");
  const Json list = Json::parse(response.body);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_THAT(list[0]["Id"].get<std::string>(), MatchesRegex("[0-9a-f]{64}"));
  EXPECT_EQ(list[0]["Pid"], 12);
  EXPECT_EQ(list[0]["Uid"], 1000);
  EXPECT_EQ(list[0]["Gid"], 100);
  EXPECT_EQ(list[0]["Requests"], 1);
  EXPECT_EQ(list[1]["Pid"], 13);
  EXPECT_EQ(list[1]["Requests"], 0);
  EXPECT_NE(list[0]["Id"], list[1]["Id"]);
}

TEST_F(RoutesTest, SinceIsInUtcAsRfc3339HasIt) {
  const absl::Time before = absl::Now();
  const Registration here(registry_, kAlice);
  const Json list = Json::parse(Ask("GET", "/containers/json").body);
  const std::string since = list[0]["Since"];
  EXPECT_THAT(since, MatchesRegex("[0-9-]{10}T[0-9:]{8}[.][0-9]{3}Z"));
  absl::Time parsed;
  std::string error;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, since, &parsed, &error));
  EXPECT_GT(parsed, before - absl::Milliseconds(1));  // cut, not rounded
  EXPECT_LE(parsed, absl::Now());
}

TEST_F(RoutesTest, OneConnectionIsFoundByItsIdWhileItLasts) {
  std::string path;
  {
    const Registration here(registry_, kAlice);
    path = "/containers/" + registry_.connections().front().id + "/json";
    const Response response = Ask("GET", path);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(Json::parse(response.body)["Pid"], 12);
  }
  EXPECT_EQ(Ask("GET", path).status, 404);
}

TEST_F(RoutesTest, ANoteIsMadeAndFoundWhereItsLocationSays) {
  const Response made = Ask("POST", "/notes", kAlice, "buy \"milk\"\n\xc3\xa4");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(HeaderOf(made, "Location"), "/notes/1");
  const Json note = Json::parse(made.body);
  EXPECT_EQ(note["Id"], 1);
  EXPECT_EQ(note["Uid"], 1000);
  EXPECT_EQ(note["Text"], "buy \"milk\"\n\xc3\xa4");
  EXPECT_THAT(note["Created"].get<std::string>(), HasSubstr("T"));

  EXPECT_EQ(Json::parse(Ask("GET", "/notes/1").body), note);
  Ask("POST", "/notes", kBob, "second");
  const Json list = Json::parse(Ask("GET", "/notes").body);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0], note);
  EXPECT_EQ(list[1]["Uid"], 1001);
}

TEST_F(RoutesTest, ANoteIsRemovedByItsAuthorOnly) {
  Ask("POST", "/notes", kAlice, "mine");
  const Response refused = Ask("DELETE", "/notes/1", kBob);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.body, "note 1 is of UID 1000, and you are UID 1001\n");
  EXPECT_EQ(Ask("GET", "/notes/1").status, 200);
  const Response removed = Ask("DELETE", "/notes/1", kAlice);
  EXPECT_EQ(removed.status, 204);
  EXPECT_EQ(removed.body, "");
  EXPECT_EQ(Ask("GET", "/notes/1").status, 404);
  EXPECT_EQ(Ask("DELETE", "/notes/1", kAlice).status, 404);
}

TEST_F(RoutesTest, WhatIsNoUtf8IsNoNote) {
  for (const std::string& text :
       {std::string("\xff"), std::string("cut \xc3"), std::string("\xc0\x80"),
        std::string("\xed\xa0\x80")}) {
    EXPECT_EQ(Ask("POST", "/notes", kAlice, text).status, 400);
  }
  for (const std::string& text :
       {std::string("\xef\xbf\xbd"), std::string("\0\x1b", 2), std::string()}) {
    const Response made = Ask("POST", "/notes", kAlice, text);
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(Json::parse(made.body)["Text"], text);
  }
}

TEST_F(RoutesTest, NotesAreBoundedInSizeAndNumber) {
  const std::string longest(Notes::kMostBytes, 'x');
  EXPECT_EQ(Ask("POST", "/notes", kAlice, longest + "x").status, 413);
  for (size_t i = 0; i < Notes::kMost; ++i) {
    ASSERT_EQ(Ask("POST", "/notes", kAlice, longest).status, 201);
  }
  const Response full = Ask("POST", "/notes", kBob, "x");
  EXPECT_EQ(full.status, 507);
  EXPECT_THAT(full.body, HasSubstr("delete one"));
}

TEST_F(RoutesTest, AnIdIsANumberAsItIsWritten) {
  Ask("POST", "/notes", kAlice, "one");
  for (const std::string id :
       {"2", "01", "+1", "1 ", "-1", "x", "18446744073709551617"}) {
    EXPECT_EQ(Ask("GET", "/notes/" + id).status, 404) << id;
    EXPECT_EQ(Ask("DELETE", "/notes/" + id).status, 404) << id;
  }
}

TEST_F(RoutesTest, TheMiddlewareTellsThePeerItsUidOnEveryResponse) {
  router_.Use(ShowPeerUid);
  for (const std::string path : {"/", "/none", "/notes/1"}) {
    EXPECT_EQ(HeaderOf(Ask("GET", path), "X-Peer-Uid"), "1000");
    EXPECT_EQ(HeaderOf(Ask("GET", path, kBob), "X-Peer-Uid"), "1001");
  }
}

}  // namespace
}  // namespace lab
