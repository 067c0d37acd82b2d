#include "labs/04_auth_listener/policy_clauses.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "labs/04_auth_listener/evidence.h"
#include "labs/04_auth_listener/visit.h"

namespace lab {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::uds_testing::Call;
using ::uds_testing::Clause;
using ::uds_testing::Conversation;
using ::uds_testing::Figure;
using ::uds_testing::Injection;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::TracedServer;
using ::uds_testing::Ucred;

// user_namespaces(7): who has no number here shows as this one.
constexpr unsigned kOverflowId = 65534;

std::string Flag(const char* name, unsigned id) {
  return absl::StrFormat("--%s=%u", name, id);
}

// A visit to a server that was started with `flag` and takes its visitor for
// `peer`.
void ExpectVisit(const Subject& subject, const std::string& flag, Ucred peer,
                 Visit::Outcome expected) {
  const auto server = TracedServer::Start(
      subject,
      {.arguments = {flag},
       // Only its first question: the next may be for a list of groups.
       .injections = {Injection::PeerCredentials(peer).On(1)}});
  if (!Judgeable(server.status())) return;
  const Visit visit = VisitServer(**server);
  EXPECT_EQ(visit.outcome, expected) << flag << ": " << visit;
}

// That a server does not start with `flag`, and makes no socket.
void ExpectNoStart(const Subject& subject, const std::string& flag) {
  const uds_testing::TempDirectory directory;
  std::vector<std::string> command = subject.server;
  command.push_back("--socket=" + directory.Path("server.sock"));
  command.push_back(flag);
  const auto server = uds_testing::TracedProcess::Start(command);
  if (!Judgeable(server.status())) return;
  const auto listens = (*server)->WaitFor(Call("listen").Returning(0));
  ASSERT_FALSE(listens.ok()) << flag << ": it listens";
  const auto run = (*server)->Finish();
  if (!Judgeable(run.status())) return;
  EXPECT_FALSE(run->exit_status.success()) << flag;
  EXPECT_THAT(run->errors, Not(IsEmpty())) << flag;
  EXPECT_TRUE(std::filesystem::is_empty(directory.path())) << flag;
}

}  // namespace

Clause AdmitsTheUidsThatAreNamed(const Conversation& conversation) {
  return {
      "AdmitsTheUidsThatAreNamed",
      "With --allow_uid the UIDs in it come in, and nobody else, not even "
      "the server's own.",
      "The list takes the place of the default.",
      {"RefusesWithoutAWord"},
      [conversation](const Subject& subject) {
        const std::string both = absl::StrFormat(
            "--allow_uid=%u,%u", kStranger.uid + 1, kStranger.uid);
        const auto run = ServeConversation(
            subject, conversation,
            {.arguments = {both},
             .injections = {Injection::PeerCredentials(kStranger).On(1)}});
        if (!Judgeable(run.status())) return;
        EXPECT_THAT(LogLines(*run, "Accepted"),
                    ElementsAre(TellsOfAccepted(kStranger)));
        const auto server = TracedServer::Start(subject, {.arguments = {both}});
        if (!Judgeable(server.status())) return;
        const Visit visit = VisitServer(**server);
        EXPECT_EQ(visit.outcome, Visit::kRefused) << visit;
        Figure("a UID that is named, and the server's own", "served, refused");
      }};
}

Clause AdmitsTheGroupsThatAreNamed(const Conversation& conversation) {
  return {"AdmitsTheGroupsThatAreNamed",
          "With --allow_gid who is in a group in it comes in too, beside the "
          "server's own user.",
          "Compare the GID of the ucred, and then those of SO_PEERGROUPS.",
          {"RefusesWithoutAWord"},
          [conversation](const Subject& subject) {
            const std::string named = Flag("allow_gid", kStranger.gid);
            ExpectVisit(subject, named, kStranger, Visit::kServed);
            // His UID is no GID.
            ExpectVisit(subject, Flag("allow_gid", kStranger.uid), kStranger,
                        Visit::kRefused);
            const auto run = ServeConversation(subject, conversation,
                                               {.arguments = {named}});
            if (!Judgeable(run.status())) return;
            Figure("a member, another, the server's own",
                   "served, refused, served");
          }};
}

Clause NeverAdmitsTheOverflowUid() {
  return {"NeverAdmitsTheOverflowUid",
          "A peer with UID 65534, which stands for all users that have no "
          "number here, is refused though its group is allowed; and no list "
          "can name it.",
          "Look for 65534 before you look at the lists.",
          {"RefusesWithoutAWord"},
          [](const Subject& subject) {
            const std::string named = Flag("allow_gid", kStranger.gid);
            ExpectVisit(subject, named,
                        {.pid = 0, .uid = kOverflowId, .gid = kStranger.gid},
                        Visit::kRefused);
            // And that was for its UID alone.
            ExpectVisit(subject, named,
                        {.pid = 0, .uid = 1, .gid = kStranger.gid},
                        Visit::kServed);
            ExpectNoStart(subject, Flag("allow_uid", kOverflowId));
            ExpectNoStart(subject, "--allow_gid=0,65534");
            Figure("the peer, and two lists that name it", "refused");
          }};
}

Clause RefusesListsOfNonsense() {
  return {"RefusesListsOfNonsense",
          "With a list that is not clearly one of numbers the server does not "
          "start, and says why.",
          "Take digits and commas, and nothing else: an atoi(3) of \"root\" is "
          "0.",
          {"Replies"},
          [](const Subject& subject) {
            size_t refused = 0;
            for (const char* const list :
                 {"", ",", "0,", "0,,1", "-1", "+0", "0x0", "root", " 0", "1 ",
                  "1000x", "4294967295", "4294967296"}) {
              ExpectNoStart(subject, std::string("--allow_uid=") + list);
              ExpectNoStart(subject, std::string("--allow_gid=") + list);
              refused += 2;
            }
            Figure("lists refused of 26", refused);
          }};
}

}  // namespace lab
