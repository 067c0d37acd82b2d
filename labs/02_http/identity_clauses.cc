#include "labs/02_http/identity_clauses.h"

#include <unistd.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
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

using ::testing::ElementsAre;
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

// Those of a list of connections whose peer is process `pid` of our user.
std::vector<std::string> IdsOf(const Json& list, pid_t pid) {
  std::vector<std::string> ids;
  for (const Json& item : list) {
    if (!item.is_object()) continue;
    const Json peer = {
        {"Pid", pid}, {"Uid", ::geteuid()}, {"Gid", ::getegid()}};
    // The parts of `peer`, among others.
    Json merged = item;
    merged.update(peer);
    if (merged == item) ids.push_back(item.value("Id", ""));
  }
  return ids;
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
  const Json both = Json::parse(run->output, nullptr, false);
  const auto ours = IdsOf(both, ::getpid());
  const auto its = IdsOf(both, pid);
  ASSERT_EQ(both.size(), 2u) << run->output << run->errors;
  ASSERT_EQ(ours.size(), 1u) << run->output;
  ASSERT_EQ(its.size(), 1u) << run->output;
  EXPECT_NE(ours[0], its[0]);

  // The client has gone, and the server may have yet to notice.
  const absl::Time until = absl::Now() + absl::Milliseconds(kWirePatienceMs);
  Json list;
  do {
    wire->Say(RequestFor("GET", "/containers/json"));
    list = Json::parse(wire->Hear().body, nullptr, false);
  } while (list.size() > 1 && absl::Now() < until);
  EXPECT_EQ(list.size(), 1u) << list;
  EXPECT_THAT(IdsOf(list, ::getpid()), ElementsAre(ours[0]));
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
  const std::string note(made.head.FindHeader("Location").value_or("/none"));
  const Answer refused =
      AnswerTo(**server,
               RequestHead(absl::StrFormat("DELETE %s HTTP/1.1", note),
                           absl::StrFormat("X-Peer-Uid: %d\r\n", ::geteuid())));
  author->Say(RequestFor("GET", note) + RequestFor("DELETE", note) +
              RequestFor("GET", note));
  std::vector<int> of_author;
  for (int i = 0; i < 3; ++i) of_author.push_back(author->Hear().head.status);
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
  EXPECT_EQ(refused.head.status, 403) << "DELETE by another UID";
  EXPECT_THAT(of_author, ElementsAre(200, 204, 404))
      << "GET, DELETE and GET by the author";
  Figure("to DELETE by UID 4712, and by the author", "403, 204");
}

}  // namespace

Clause ListsTheConnectionsThatItServes() {
  return {"ListsTheConnectionsThatItServes",
          "GET /containers/json lists the connections that are served now: "
          "each with an Id of its own, and its peer's Pid, Uid and Gid.",
          "SO_PEERCRED when you accept; forget a connection when it ends.",
          {"Replies"},
          Lists};
}

Clause OnlyItsAuthorDeletesANote() {
  return {"OnlyItsAuthorDeletesANote",
          "DELETE of a note by another UID gets 403, whatever its headers say; "
          "by its author's 204.",
          "Keep the UID of the kernel's word with the note.",
          {"Replies"},
          GuardsNotes};
}

}  // namespace lab
