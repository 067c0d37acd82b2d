#include "common/http/router.h"

#include <string>
#include <string_view>
#include <vector>

#include "common/http/handler.h"
#include "common/http/message.h"
#include "gtest/gtest.h"

namespace uds::http {
namespace {

Handler Says(std::string text) {
  return [text = std::move(text)](const Request& request) {
    return Text(200, text + request.parameter);
  };
}

Response Ask(const Router& router, std::string_view method,
             std::string_view path) {
  return router(Request{.method = method, .target = path, .path = path});
}

std::string BodyOf(const Router& router, std::string_view method,
                   std::string_view path) {
  const Response response = Ask(router, method, path);
  return response.status == 200 ? response.body
                                : std::to_string(response.status);
}

// The value of Allow, "" for none.
std::string Allowed(const Response& response) {
  for (const Header& header : response.headers) {
    if (header.name == "Allow") return header.value;
  }
  return "";
}

Router Notes() {
  Router router;
  router.Handle("GET", "/", Says("hello"));
  router.Handle("GET", "/notes", Says("list"));
  router.Handle("POST", "/notes", Says("add"));
  router.Handle("GET", "/notes/{id}", Says("get "));
  router.Handle("DELETE", "/notes/{id}", Says("delete "));
  router.Handle("GET", "/notes/{id}/text", Says("text of "));
  return router;
}

TEST(RouterTest, ChoosesByMethodAndPath) {
  const Router router = Notes();
  EXPECT_EQ(BodyOf(router, "GET", "/"), "hello");
  EXPECT_EQ(BodyOf(router, "GET", "/notes"), "list");
  EXPECT_EQ(BodyOf(router, "POST", "/notes"), "add");
  EXPECT_EQ(BodyOf(router, "DELETE", "/notes/7"), "delete 7");
  EXPECT_EQ(BodyOf(router, "GET", "/notes/7/text"), "text of 7");
}

TEST(RouterTest, AParameterIsOneSegmentDecoded) {
  const Router router = Notes();
  EXPECT_EQ(BodyOf(router, "GET", "/notes/a%2Fb%20c"), "get a/b c");
  EXPECT_EQ(BodyOf(router, "GET", "/notes/"), "404");
  EXPECT_EQ(BodyOf(router, "GET", "/notes//text"), "404");
  EXPECT_EQ(BodyOf(router, "GET", "/notes/a/b"), "404");
  EXPECT_EQ(BodyOf(router, "GET", "/notes/%4"), "400");
}

// What else would a middleware compare that lets only some see "/notes"?
TEST(RouterTest, TheRestOfAPathMatchesByteByByte) {
  const Router router = Notes();
  for (const char* const path : {"/Notes", "/%6eotes", "/notes/7/", "//notes",
                                 "/./notes", "", "/note"}) {
    EXPECT_EQ(BodyOf(router, "GET", path), "404") << path;
  }
}

TEST(RouterTest, OfTwoThatMatchTheFirstIsTaken) {
  Router router;
  router.Handle("GET", "/notes/new", Says("form"));
  router.Handle("GET", "/notes/{id}", Says("get "));
  router.Handle("GET", "/notes/last", Says("never"));
  EXPECT_EQ(BodyOf(router, "GET", "/notes/new"), "form");
  EXPECT_EQ(BodyOf(router, "GET", "/notes/last"), "get last");
}

TEST(RouterTest, GetAnswersHeadUnlessHeadHasARouteOfItsOwn) {
  Router router = Notes();
  EXPECT_EQ(BodyOf(router, "HEAD", "/notes/7"), "get 7");
  Router own;
  own.Handle("HEAD", "/", Says("head"));
  own.Handle("GET", "/", Says("get"));
  EXPECT_EQ(BodyOf(own, "HEAD", "/"), "head");
}

TEST(RouterTest, AnotherMethodIs405AndNamesThoseAllowed) {
  const Router router = Notes();
  const Response response = Ask(router, "PATCH", "/notes");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(Allowed(response), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(Allowed(Ask(router, "PUT", "/notes/7")),
            "GET, HEAD, DELETE, OPTIONS");
  EXPECT_EQ(Ask(router, "get", "/notes").status, 405) << "case counts";
}

TEST(RouterTest, AnotherPathIs404WhateverTheMethod) {
  const Router router = Notes();
  for (const char* const method : {"GET", "PATCH", "OPTIONS"}) {
    EXPECT_EQ(Ask(router, method, "/none").status, 404) << method;
    EXPECT_EQ(Allowed(Ask(router, method, "/none")), "");
  }
}

TEST(RouterTest, OptionsSaysWhatIsAllowed) {
  const Router router = Notes();
  const Response one = Ask(router, "OPTIONS", "/notes/7/text");
  EXPECT_EQ(one.status, 204);
  EXPECT_EQ(Allowed(one), "GET, HEAD, OPTIONS");
  const Response all = Ask(router, "OPTIONS", "*");
  EXPECT_EQ(all.status, 204);
  EXPECT_EQ(Allowed(all), "GET, HEAD, POST, DELETE, OPTIONS");
}

TEST(RouterTest, TheFirstMiddlewareIsTheOutermostAndSees404s) {
  std::vector<std::string> seen;
  const auto around = [&seen](const std::string& name) {
    return [&seen, name](const Request& request, const Handler& next) {
      seen.push_back(name + " in");
      Response response = next(request);
      seen.push_back(name + " out " + std::to_string(response.status));
      return response;
    };
  };
  Router router = Notes();  // routes first: the order of both is free
  router.Use(around("a"));
  router.Use(around("b"));
  Ask(router, "GET", "/none");
  EXPECT_EQ(seen, (std::vector<std::string>{"a in", "b in", "b out 404",
                                            "a out 404"}));
}

TEST(RouterTest, AMiddlewareMayAnswerItselfAndChangeWhatPasses) {
  Router router = Notes();
  router.Use([](const Request& request, const Handler& next) {
    if (request.peer.uid != 1000) return Text(403, "");
    Request changed = request;
    changed.path = "/notes/9";
    Response response = next(changed);
    response.headers.push_back({"X-Seen", "yes"});
    return response;
  });
  Request request{.method = "GET", .target = "/", .path = "/"};
  EXPECT_EQ(router(request).status, 403);
  request.peer.uid = 1000;
  EXPECT_EQ(router(request).body, "get 9");
  EXPECT_EQ(router(request).headers.back().name, "X-Seen");
}

TEST(RouterDeathTest, APatternThatIsNoneEndsTheProgram) {
  for (const char* const pattern :
       {"", "notes", "/{a}/{b}", "/x{a}", "/{a}x", "/{a", "/{a/b}", "/{a}}"}) {
    EXPECT_DEATH(Router().Handle("GET", pattern, Says("")), "pattern")
        << pattern;
  }
}

}  // namespace
}  // namespace uds::http
