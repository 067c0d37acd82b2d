#include "labs/04_auth_listener/policy_clauses.h"

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/traced_process.h"
#include "common/testing/temp_directory.h"
#include "gtest/gtest.h"
#include "labs/04_auth_listener/evidence.h"
#include "labs/04_auth_listener/forged_visit.h"
#include "labs/04_auth_listener/visit.h"

namespace lab {
namespace {

using ::uds_testing::Call;
using ::uds_testing::Clause;
using ::uds_testing::Figure;
using ::uds_testing::Judgeable;
using ::uds_testing::Subject;
using ::uds_testing::Ucred;

// user_namespaces(7): who has no number here shows as this one.
constexpr unsigned kOverflowId = 65534;

std::string Flag(const char* name, unsigned id) {
  return absl::StrFormat("--%s=%u", name, id);
}

// That a server does not start with `flag`, says why, and makes no socket.
void ExpectNoStart(const Subject& subject, const std::string& flag) {
  const uds_testing::TempDirectory directory;
  std::vector<std::string> command = subject.server;
  command.push_back("--socket=" + directory.Path("server.sock"));
  command.push_back(flag);
  const auto server = uds_testing::TracedProcess::Start(
      command, {.injections = subject.injections,
                .name = "the server",
                .at_end = [](uds_testing::TracedProcess& process) {
                  uds_testing::NoteNotStarted(process.process().errors());
                  uds_testing::NoteEnd(process, uds_testing::Ends::kByItself);
                }});
  if (!Judgeable(server.status())) return;
  const auto listens = (*server)->WaitFor(Call("listen").Returning(0));
  const std::string seen = listens.ok() ? "it listens" : "it does not start";
  ASSERT_EQ(seen, "it does not start")
      << "with \"" << flag << "\", which is to be refused";
  const auto run = (*server)->Finish();
  if (!Judgeable(run.status())) return;
  ASSERT_FALSE(run->exit_status.success())
      << "with \"" << flag << "\" it ends with exit status 0, as if all were "
      << "well";
  ASSERT_NE(run->errors, "")
      << "with \"" << flag << "\" it does not start, and does not say why on "
      << "stderr";
  ASSERT_TRUE(std::filesystem::is_empty(directory.path()))
      << "with \"" << flag << "\" it leaves a file behind: look at the lists "
      << "before you bind";
}

}  // namespace

Clause AdmitsTheUidsThatAreNamed() {
  return {
      "AdmitsTheUidsThatAreNamed",
      "With --allow_uid the UIDs in it come in, and nobody else, not even "
      "root or the server's own user.",
      "The list takes the place of the default. Compare each of its UIDs with "
      "the UID of the ucred.",
      {"RefusesWithoutAWord"},
      [](const Subject& subject) {
        const std::string both = absl::StrFormat(
            "--allow_uid=%u,%u", kStranger.uid - 1, kStranger.uid);
        // Whose GID is in the list, but not its UID.
        const Ucred other = {
            .pid = 5714, .uid = kStranger.uid + 1, .gid = kStranger.uid};
        for (const ForgedVisit& visit :
             {VisitAs(kStranger, both, Visit::kServed, "its UID is named"),
              VisitAs(other, both, Visit::kRefused, "its GID is no UID"),
              VisitAs({.pid = 1, .uid = 0, .gid = 0}, both, Visit::kRefused,
                      "root is not named"),
              VisitAsOneself(both, Visit::kRefused,
                             "the server's own user is not named")}) {
          ExpectVisit(subject, visit);
          if (testing::Test::HasFailure()) return;
        }
        Figure("a UID that is named, and the server's own", "served, refused");
      }};
}

Clause NeverAdmitsTheOverflowUid() {
  return {
      "NeverAdmitsTheOverflowUid",
      "A peer with UID 65534, which stands for all users that have no "
      "number here, is refused though its group is allowed; and a server that "
      "is told to allow 65534, as a UID or a GID, does not start.",
      "Look for 65534 before you look at the lists. user_namespaces(7)",
      {"AdmitsTheGroupsThatAreNamed"},
      [](const Subject& subject) {
        const std::string named = Flag("allow_gid", kStranger.gid);
        const auto peer = [](unsigned uid) {
          return Ucred{.pid = 0, .uid = uid, .gid = kStranger.gid};
        };
        for (const ForgedVisit& visit :
             {VisitAs(peer(kOverflowId), named, Visit::kRefused,
                      "its group is named, but 65534 is anybody without a "
                      "number here"),
              VisitAs(peer(1), named, Visit::kServed, "its GID is named")}) {
          ExpectVisit(subject, visit);
          if (testing::Test::HasFailure()) return;
        }
        for (const char* const flag :
             {"--allow_uid=65534", "--allow_gid=0,65534"}) {
          ExpectNoStart(subject, flag);
          if (testing::Test::HasFailure()) return;
        }
        Figure("the peer, and two lists that name it", "refused");
      }};
}

Clause RefusesListsOfNonsense() {
  return {"RefusesListsOfNonsense",
          "With a list that is not clearly one of numbers from 0 to 4294967294 "
          "and commas, the server does not start, and says why.",
          "Take digits and commas, and nothing else: an atoi(3) of \"root\" is "
          "0, and 4294967295 is -1, which is nobody.",
          {"Replies"},
          [](const Subject& subject) {
            size_t refused = 0;
            for (const char* const list :
                 {"", ",", "0,", "0,,1", "-1", "+0", "0x0", "root", " 0", "1 ",
                  "1000x", "4294967295", "4294967296"}) {
              for (const char* const flag : {"--allow_uid=", "--allow_gid="}) {
                ExpectNoStart(subject, std::string(flag) + list);
                if (testing::Test::HasFailure()) return;
                ++refused;
              }
            }
            Figure("lists refused of 26", refused);
          }};
}

}  // namespace lab
