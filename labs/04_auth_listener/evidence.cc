#include "labs/04_auth_listener/evidence.h"

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/testing/contract/handling.h"

namespace lab {
namespace {

using ::testing::MatchesRegex;
using ::uds_testing::Ucred;

}  // namespace

std::vector<std::string> LogLines(const uds_testing::TracedRun& run,
                                  std::string_view word) {
  std::vector<std::string> found;
  const std::vector<std::string> lines =
      absl::StrSplit(run.output + run.errors, '\n');
  for (const std::string& line : lines) {
    if (line.find(word) != std::string::npos) found.push_back(line);
  }
  return found;
}

testing::Matcher<std::string> TellsOfAccepted(Ucred peer) {
  return MatchesRegex(
      absl::StrFormat(".*Accepted connection from UID=%d PID=%d GID=%d",
                      peer.uid, peer.pid, peer.gid));
}

testing::Matcher<std::string> TellsOfRejected(Ucred peer,
                                              std::string_view allowed) {
  return MatchesRegex(
      absl::StrFormat(".*Rejected connection: UID %d \\(%s\\) PID=%d GID=%d",
                      peer.uid, std::string(allowed), peer.pid, peer.gid));
}

std::string ExcerptOfFirst(const uds_testing::Trace& trace) {
  const auto handlings = uds_testing::HandlingsOf(trace);
  return handlings.empty() ? "" : trace.Excerpt(handlings[0].line);
}

}  // namespace lab
