#include "labs/02_http/message_clauses.h"

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/testing/contract/subject.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/02_http/wire.h"
#include "nlohmann/json.hpp"

namespace lab {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;
using ::testing::StartsWith;
using ::uds::http::Answers;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;

// Of the note that an answer tells of; empty if it tells of none.
std::string TextOf(const Answer& answer) {
  const auto note = nlohmann::json::parse(answer.body, nullptr, false);
  return note.is_object() ? note.value("Text", "") : "";
}

void Routes(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> wire = Wire::To(**server);
  if (!Judgeable(wire.status())) return;
  wire->Say(RequestFor("GET", "/"));
  const Answer root = wire->Hear();
  EXPECT_EQ(root.head.status, 200);
  EXPECT_EQ(root.body, "Hello over UDS!");
  wire->Say(RequestFor("HEAD", "/"));
  const Answer head = wire->Hear(Answers::kHead);
  EXPECT_EQ(head.head.status, 200);
  EXPECT_EQ(head.head.FindHeader("Content-Length"),
            root.head.FindHeader("Content-Length"));
  // Had the answer to HEAD a body, this would begin with it.
  wire->Say(RequestFor("GET", "/nothing/here"));
  const Answer missing = wire->Hear();
  EXPECT_EQ(missing.head.status, 404);
  wire->Say(RequestFor("PUT", "/"));
  const Answer refused = wire->Hear();
  EXPECT_EQ(refused.head.status, 405);
  EXPECT_THAT(refused.head.FindHeader("Allow"), Optional(HasSubstr("GET")));
  Figure("on one connection",
         absl::StrFormat("%d, %d, %d, %d", root.head.status, head.head.status,
                         missing.head.status, refused.head.status));
}

void Pipelines(const Subject& subject) {
  constexpr size_t kRequests = 20;
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> wire = Wire::To(**server);
  if (!Judgeable(wire.status())) return;
  std::string all;
  for (size_t i = 0; i < kRequests; ++i) {
    all += PostOf("/notes", absl::StrFormat("note %d", i));
    all += RequestFor("GET", "/");
  }
  wire->Say(all);
  size_t in_order = 0;
  for (; in_order < kRequests; ++in_order) {
    if (TextOf(wire->Hear()) != absl::StrFormat("note %d", in_order)) break;
    if (wire->Hear().body != "Hello over UDS!") break;
  }
  EXPECT_EQ(in_order, kRequests);
  Figure("answers in order, to 40 requests sent at once", 2 * in_order);
}

void TakesCuts(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> wire = Wire::To(**server);
  if (!Judgeable(wire.status())) return;
  const std::string request =
      RequestHead("POST /notes HTTP/1.1", "Transfer-Encoding: chunked\r\n") +
      "3\r\nbuy\r\n5\r\n milk\r\n0\r\n\r\n";
  size_t cut = 1;
  for (; cut < request.size(); ++cut) {
    wire->SayAndBeRead(request.substr(0, cut));
    wire->Say(request.substr(cut));
    const Answer made = wire->Hear();
    if (made.head.status != 201 || TextOf(made) != "buy milk") break;
    const std::string location(made.head.FindHeader("Location").value_or(""));
    wire->Say(RequestFor("DELETE", location));
    if (wire->Hear().head.status != 204) break;
  }
  EXPECT_EQ(cut, request.size()) << "the first place that it was cut in vain";
  Figure(
      absl::StrFormat("places of %d in which it was cut", request.size() - 1),
      cut - 1);
}

void Continues(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> wire = Wire::To(**server);
  if (!Judgeable(wire.status())) return;
  wire->Say(RequestHead("POST /notes HTTP/1.1",
                        "Content-Length: 4\r\nExpect: 100-continue\r\n"));
  EXPECT_THAT(wire->HearHead(), StartsWith("HTTP/1.1 100 "));
  wire->Say("milk");
  const Answer made = wire->Hear();
  EXPECT_EQ(made.head.status, 201);
  EXPECT_EQ(TextOf(made), "milk");
  Figure("before the body and behind it",
         absl::StrFormat("100, %d", made.head.status));
}

}  // namespace

Clause RoutesByMethodAndPath() {
  return {"RoutesByMethodAndPath",
          "The root is greeted, to HEAD without a body; another path gets 404, "
          "another method 405 with Allow; all on one connection.",
          "Keep the connection after an answer; one with an error has a "
          "Content-Length too.",
          {"Replies"},
          Routes};
}

Clause AnswersInOrder() {
  return {"AnswersInOrder",
          "Requests that are sent without waiting for answers are answered, "
          "in their order.",
          "One recv(2) may bring many requests: what is left over belongs to "
          "the next.",
          {"Replies"},
          Pipelines};
}

Clause TakesARequestCutAnywhere() {
  return {"TakesARequestCutAnywhere",
          "A request with a body in chunks is understood, wherever the socket "
          "cuts it.",
          "One recv(2) is not one request: keep what is not complete.",
          {"Replies"},
          TakesCuts};
}

Clause SaysContinueToWhoAsks() {
  return {"SaysContinueToWhoAsks",
          "A client that sends \"Expect: 100-continue\" gets 100 before its "
          "body, and then the answer.",
          "curl sends it with large bodies, and waits a second.",
          {"Replies"},
          Continues};
}

}  // namespace lab
