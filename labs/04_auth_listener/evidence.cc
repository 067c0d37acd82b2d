#include "labs/04_auth_listener/evidence.h"

#include <set>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/testing/strace/call_pattern.h"

namespace lab {
namespace {

using ::testing::MatchesRegex;
using ::uds_testing::AnyCallOf;
using ::uds_testing::Call;
using ::uds_testing::CallPattern;
using ::uds_testing::SystemCall;
using ::uds_testing::Trace;
using ::uds_testing::Ucred;

const CallPattern& Transfers() {
  static const auto* const pattern = new CallPattern(
      AnyCallOf({"read", "readv", "recvfrom", "recvmsg", "recvmmsg", "write",
                 "writev", "sendto", "sendmsg", "sendmmsg"}));
  return *pattern;
}

// Adds `call` to `handling` if it is on one of its descriptors, `fds`.
void Follow(const SystemCall& call, std::set<std::string>& fds,
            Handling& handling) {
  if (call.args.empty() || fds.count(call.args[0]) == 0) return;
  if (Call("fcntl").With("F_DUPFD").Succeeding().Matches(call)) {
    fds.insert(std::to_string(*call.value));  // as Go's File() does
  } else if (Call("getsockopt").With("SO_PEERCRED").Matches(call)) {
    handling.asked = true;
    handling.asked_first = handling.transfers == 0;
  } else if (Transfers().Matches(call)) {
    ++handling.transfers;
  } else if (call.name == "close") {
    fds.erase(call.args[0]);
    handling.closed = fds.empty();
  }
}

}  // namespace

std::vector<Handling> HandlingsOf(const Trace& trace) {
  std::vector<Handling> handlings;
  const std::vector<SystemCall>& calls = trace.calls();
  for (size_t i = 0; i < calls.size(); ++i) {
    if (!AnyCallOf({"accept", "accept4"}).Succeeding().Matches(calls[i])) {
      continue;
    }
    Handling handling = {.line = calls[i].last_line};
    std::set<std::string> fds = {std::to_string(*calls[i].value)};
    for (size_t j = i + 1; j < calls.size() && !handling.closed; ++j) {
      Follow(calls[j], fds, handling);
    }
    handlings.push_back(handling);
  }
  return handlings;
}

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

}  // namespace lab
