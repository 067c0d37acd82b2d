#include "labs/02_http/message_clauses.h"

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/os/log_text.h"
#include "common/testing/contract/subject.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/02_http/wire.h"
#include "nlohmann/json.hpp"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;
using ::uds::http::Answers;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;

constexpr std::string_view kGreeting = "Hello over UDS!";
constexpr size_t kRequests = 40;

// Of the note that an answer tells of; empty if it tells of none.
std::string TextOf(const Answer& answer) {
  const auto note = nlohmann::json::parse(answer.body, nullptr, false);
  return note.is_object() ? note.value("Text", "") : "";
}

std::string LengthOf(const Answer& answer) {
  return std::string(answer.head.FindHeader("Content-Length").value_or(""));
}

void Routes(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> wire = Wire::To(**server);
  if (!Judgeable(wire.status())) return;
  wire->Say(RequestFor("GET", "/"));
  const Answer root = wire->Hear();
  if (!ExpectStatus(root, 200, "to GET /")) return;
  EXPECT_EQ(root.body, kGreeting) << "the body of the answer to GET /";
  wire->Say(RequestFor("HEAD", "/"));
  const Answer head = wire->Hear(Answers::kHead);
  if (!ExpectStatus(head, 200,
                    "to HEAD /, behind GET / on the same connection")) {
    return;
  }
  EXPECT_EQ(LengthOf(head), LengthOf(root))
      << "Content-Length of the answers to HEAD / and to GET /";
  // Had the answer to HEAD a body, this would begin with it.
  wire->Say(RequestFor("GET", "/nothing/here"));
  const Answer missing = wire->Hear();
  if (!ExpectStatus(missing, 404,
                    "to GET /nothing/here, behind HEAD / on the same "
                    "connection: to HEAD there is no body in between")) {
    return;
  }
  wire->Say(RequestFor("PUT", "/"));
  const Answer refused = wire->Hear();
  if (!ExpectStatus(refused, 405,
                    "to PUT /: the path is right, and the method "
                    "is not")) {
    return;
  }
  EXPECT_THAT(refused.head.FindHeader("Allow"), Optional(HasSubstr("GET")))
      << "the header Allow of the answer with 405";
  Figure("on one connection",
         absl::StrFormat("%d, %d, %d, %d", root.head.status, head.head.status,
                         missing.head.status, refused.head.status));
}

std::string AboutOneOfMany(size_t i, const char* request) {
  return absl::StrFormat(
      "as answer %d, to %s, of %d requests that were sent at once", i + 1,
      request, kRequests);
}

void Pipelines(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> wire = Wire::To(**server);
  if (!Judgeable(wire.status())) return;
  std::string all;
  for (size_t i = 0; i < kRequests; i += 2) {
    all += PostOf("/notes", absl::StrFormat("note %d", i));
    all += RequestFor("GET", "/");
  }
  wire->Say(all);
  for (size_t i = 0; i < kRequests; i += 2) {
    const Answer made = wire->Hear();
    if (!ExpectStatus(made, 201, AboutOneOfMany(i, "POST /notes"))) return;
    ASSERT_EQ(TextOf(made), absl::StrFormat("note %d", i))
        << "\"Text\" of answer " << i + 1;
    const Answer greeting = wire->Hear();
    if (!ExpectStatus(greeting, 200, AboutOneOfMany(i + 1, "GET /"))) return;
    ASSERT_EQ(greeting.body, kGreeting) << "the body of answer " << i + 2;
  }
  Figure("answers in order, to 40 requests sent at once", kRequests);
}

void TakesCuts(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> wire = Wire::To(**server);
  if (!Judgeable(wire.status())) return;
  const std::string request =
      RequestHead("POST /notes HTTP/1.1", "Transfer-Encoding: chunked\r\n") +
      "3\r\nbuy\r\n5\r\n milk\r\n0\r\n\r\n";
  for (size_t cut = 1; cut < request.size(); ++cut) {
    wire->SayAndBeRead(request.substr(0, cut));
    wire->Say(request.substr(cut));
    const Answer made = wire->Hear();
    if (!ExpectStatus(
            made, 201,
            absl::StrFormat("to a POST of a note in chunks that came in two "
                            "parts: %s and %s",
                            uds::QuotedForLog(request.substr(0, cut)),
                            uds::QuotedForLog(request.substr(cut))))) {
      return;
    }
    ASSERT_EQ(TextOf(made), "buy milk") << "\"Text\" of the note";
  }
  Figure(
      absl::StrFormat("places of %d in which it was cut", request.size() - 1),
      request.size() - 1);
}

void Continues(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> wire = Wire::To(**server);
  if (!Judgeable(wire.status())) return;
  wire->Say(RequestHead("POST /notes HTTP/1.1",
                        "Content-Length: 4\r\nExpect: 100-continue\r\n"));
  constexpr std::string_view kExpected = "HTTP/1.1 100 ";
  ASSERT_EQ(wire->HearHead().substr(0, kExpected.size()), kExpected)
      << "what comes before the body is sent; nothing if it is \"\"";
  wire->Say("milk");
  const Answer made = wire->Hear();
  if (!ExpectStatus(made, 201, "to the whole request, behind 100")) return;
  EXPECT_EQ(TextOf(made), "milk") << "\"Text\" of the note";
  Figure("before the body and behind it",
         absl::StrFormat("100, %d", made.head.status));
}

}  // namespace

Clause RoutesByMethodAndPath() {
  return {"RoutesByMethodAndPath",
          "The root is greeted, to HEAD without a body; another path gets 404, "
          "another method 405 with Allow; all on one connection.",
          "Keep the connection after an answer. HEAD gets the Content-Length "
          "of GET, and no body; an error has a Content-Length too.",
          {"Replies"},
          Routes};
}

Clause AnswersInOrder() {
  return {"AnswersInOrder",
          "Requests that are sent without waiting for answers are answered, "
          "in their order.",
          "One recv(2) may bring many requests: what is left over belongs to "
          "the next. POST /notes gets 201, and JSON with the note as \"Text\".",
          {"RoutesByMethodAndPath"},
          Pipelines};
}

Clause TakesARequestCutAnywhere() {
  return {"TakesARequestCutAnywhere",
          "A request with a body in chunks is understood, wherever the socket "
          "cuts it.",
          "One recv(2) is not one request: keep what is not complete.",
          {"RoutesByMethodAndPath"},
          TakesCuts};
}

Clause SaysContinueToWhoAsks() {
  return {"SaysContinueToWhoAsks",
          "A client that sends \"Expect: 100-continue\" gets 100 before its "
          "body, and then the answer.",
          "curl sends it with large bodies, and waits a second.",
          {"TakesARequestCutAnywhere"},
          Continues};
}

}  // namespace lab
