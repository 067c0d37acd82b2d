#include "common/testing/contract/handling.h"

#include <set>
#include <string>

#include "common/testing/strace/call_pattern.h"

namespace uds_testing {
namespace {

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
  // A close that another thread had begun freed the number for this accept.
  if (call.first_line < handling.line) return;
  if (Call("fcntl").With("F_DUPFD").Succeeding().Matches(call)) {
    fds.insert(std::to_string(*call.value));  // as Go's File() does
  } else if (Call("getsockopt").With("SO_PEERCRED").Matches(call)) {
    handling.asked = true;
    handling.asked_first |= handling.transfers == 0;
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

}  // namespace uds_testing
