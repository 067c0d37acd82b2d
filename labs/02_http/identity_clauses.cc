#include "labs/02_http/identity_clauses.h"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/02_http/wire.h"
#include "nlohmann/json.hpp"

namespace lab {
namespace {

using ::uds_testing::Call;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Injection;
using ::uds_testing::Judgeable;
using ::uds_testing::SeesPeerCredentials;
using ::uds_testing::Subject;
using ::uds_testing::SystemCall;
using ::uds_testing::TracedServer;
using Json = ::nlohmann::json;

constexpr uds_testing::Ucred kForeigner = {
    .pid = 4711, .uid = 4712, .gid = 4713};

constexpr std::string_view kTest = "this test";
constexpr std::string_view kClient = "its client";

// Whose connection `item` of the list is: by Pid, Uid and Gid, among others.
std::string PeerOf(const Json& item, pid_t client) {
  for (const auto& [name, pid] :
       {std::pair(kTest, ::getpid()), std::pair(kClient, client)}) {
    const Json peer = {
        {"Pid", pid}, {"Uid", ::geteuid()}, {"Gid", ::getegid()}};
    Json merged = item;
    merged.update(peer);
    if (merged == item) return std::string(name);
  }
  return "somebody else";
}

// The peers that `list` names, in words; each has an Id of its own.
std::string Peers(const Json& list, pid_t client) {
  if (!list.is_array()) return "no list in JSON";
  std::set<std::string> ids;
  std::vector<std::string> peers;
  for (const Json& item : list) {
    const auto id = item.is_object() ? item.find("Id") : item.end();
    if (id == item.end() || !id->is_string()) return "an item without an Id";
    if (!ids.insert(*id).second) return "two items with one Id";
    peers.push_back(PeerOf(item, client));
  }
  std::sort(peers.begin(), peers.end());
  return absl::StrJoin(peers, ", ");
}

void Lists(const Subject& subject) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> wire = Wire::To(**server);
  if (!Judgeable(wire.status())) return;
  const auto client = uds_testing::StartClient(subject, (*server)->path(),
                                               {"/containers/json"});
  if (!Judgeable(client.status())) return;
  const pid_t pid = (*client)->process().pid();
  const auto run = (*client)->Finish();
  if (!Judgeable(run.status())) return;
  ASSERT_EQ(Peers(Json::parse(run->output, nullptr, false), pid),
            absl::StrFormat("%s, %s", kClient, kTest))
      << "the peers that GET /containers/json listed while these two were "
         "connected, by their Pid, Uid and Gid";

  // The client has gone, and the server may have yet to notice.
  const absl::Time until = absl::Now() + absl::Milliseconds(kWirePatienceMs);
  std::string left;
  do {
    wire->Say(RequestFor("GET", "/containers/json"));
    left = Peers(Json::parse(wire->Hear().body, nullptr, false), pid);
  } while (left != kTest && !wire->Audible(10) && absl::Now() < until);
  EXPECT_EQ(left, kTest) << "the same, once the client has closed";
  Figure("connections listed, while two are served and then one", "2, 1");
}

// What makes a server's second peer look like `foreigner`, if the first one
// does not. None where it does not ask who they are.
std::optional<Injection> ForgeTheSecond(const Subject& subject,
                                        uds_testing::Ucred foreigner) {
  const auto server = TracedServer::Start(subject);
  if (!Judgeable(server.status())) return std::nullopt;
  AnswerTo(**server, RequestFor("GET", "/"));
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return std::nullopt;
  const std::vector<SystemCall> calls =
      CallsMatching(run->trace, Call("getsockopt"));
  for (size_t i = 0; i < calls.size(); ++i) {
    if (!Call("getsockopt").With("SO_PEERCRED").Matches(calls[i])) continue;
    return Injection::PeerCredentials(foreigner).On(calls.size() + i + 1);
  }
  return std::nullopt;
}

void GuardsNotes(const Subject& subject) {
  const auto forgery = ForgeTheSecond(subject, kForeigner);
  ASSERT_TRUE(forgery.has_value()) << "it never asks for SO_PEERCRED";
  const auto server = TracedServer::Start(subject, {.injections = {*forgery}});
  if (!Judgeable(server.status())) return;
  absl::StatusOr<Wire> author = Wire::To(**server);
  if (!Judgeable(author.status())) return;
  author->Say(PostOf("/notes", "mine"));
  const Answer made = author->Hear();
  if (!ExpectStatus(made, 201, "to POST /notes")) return;
  const std::string note(made.head.FindHeader("Location").value_or("/none"));
  const Answer refused =
      AnswerTo(**server,
               RequestHead(absl::StrFormat("DELETE %s HTTP/1.1", note),
                           absl::StrFormat("X-Peer-Uid: %d\r\n", ::geteuid())));
  author->Say(RequestFor("GET", note) + RequestFor("DELETE", note) +
              RequestFor("GET", note));
  std::vector<Answer> answers;
  for (int i = 0; i < 3; ++i) answers.push_back(author->Hear());
  const auto run = (*server)->Stop();
  if (!Judgeable(run.status())) return;
  if (!testing::Value(run->trace, SeesPeerCredentials(kForeigner))) {
    // strace counts the calls of each thread by itself.
    Judgeable(absl::UnavailableError(
        "the second client could not be forged: the server asks SO_PEERCRED in "
        "another thread for each. Ask in the one that accepts, and it can be "
        "judged"));
    return;
  }
  ExpectStatus(refused, 403,
               "to DELETE by another user, who says \"X-Peer-Uid:\" with the "
               "author's UID; strace forges what the kernel says of him");
  if (testing::Test::HasFailure()) return;
  ExpectStatus(answers[0], 200, "to GET of the note, after that");
  ExpectStatus(answers[1], 204, "to DELETE by its author");
  ExpectStatus(answers[2], 404, "to GET of the note, when it is deleted");
  Figure("to DELETE by UID 4712, and by the author", "403, 204");
}

}  // namespace

Clause ListsTheConnectionsThatItServes() {
  return {
      "ListsTheConnectionsThatItServes",
      "GET /containers/json lists the connections that are served now: "
      "each with an Id of its own, and its peer's Pid, Uid and Gid.",
      "A JSON array; SO_PEERCRED when you accept; forget a connection when it "
      "ends.",
      {"RoutesByMethodAndPath"},
      Lists};
}

Clause OnlyItsAuthorDeletesANote() {
  return {"OnlyItsAuthorDeletesANote",
          "DELETE of a note by another UID gets 403, whatever its headers say; "
          "by its author's 204.",
          "POST /notes names the note in Location: keep with it the UID of its "
          "author, by the kernel's word (SO_PEERCRED).",
          {"AnswersInOrder"},
          GuardsNotes};
}

}  // namespace lab
