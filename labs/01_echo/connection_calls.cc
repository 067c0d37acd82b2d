#include "labs/01_echo/connection_calls.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/testing/strace/arguments.h"
#include "common/testing/strace/call_pattern.h"

namespace lab {
namespace {

using ::uds_testing::AnyCallOf;
using ::uds_testing::CallPattern;
using ::uds_testing::SystemCall;
using ::uds_testing::Trace;

// The calls on connections that the server has accepted.
std::vector<SystemCall> CallsOnConnections(const Trace& trace) {
  std::set<std::string> connections;
  std::vector<SystemCall> calls;
  for (const SystemCall& call : trace.calls()) {
    if (AnyCallOf({"accept", "accept4"}).Succeeding().Matches(call)) {
      connections.insert(std::to_string(*call.value));
    } else if (!call.args.empty() && connections.count(call.args[0]) != 0) {
      calls.push_back(call);
    }
  }
  return calls;
}

}  // namespace

std::optional<SystemCall> FirstSend(const Trace& trace) {
  const CallPattern sends = AnyCallOf({"sendto", "sendmsg", "write", "writev"});
  for (const SystemCall& call : CallsOnConnections(trace)) {
    if (call.args.size() >= 2 && sends.Matches(call)) return call;
  }
  return std::nullopt;
}

std::string BytesOf(const SystemCall& call) {
  const std::string& argument = call.args[1];
  const auto quoted = uds_testing::ParseQuoted(argument);
  if (quoted.ok()) return quoted->bytes;
  const std::string buffers =
      uds_testing::FieldOf(argument, "msg_iov").value_or(argument);
  std::string bytes;
  if (buffers.size() < 2) return bytes;  // not an array: the call was cut off
  for (const std::string& buffer : uds_testing::SplitArguments(
           std::string_view(buffers).substr(1, buffers.size() - 2))) {
    const auto base = uds_testing::ParseQuoted(
        uds_testing::FieldOf(buffer, "iov_base").value_or(""));
    if (base.ok()) bytes += base->bytes;
  }
  return bytes;
}

bool SentInPart(const Trace& trace) {
  const CallPattern sends = AnyCallOf({"sendto", "write"});
  const std::vector<SystemCall> calls = CallsOnConnections(trace);
  return std::any_of(calls.begin(), calls.end(), [&](const SystemCall& call) {
    int64_t size = 0;
    return call.args.size() >= 3 && sends.Matches(call) &&
           (sends.FailingWith("EAGAIN").Matches(call) ||
            (sends.Succeeding().Matches(call) &&
             absl::SimpleAtoi(call.args[2], &size) && *call.value < size));
  });
}

std::string ExcerptOfClose(const Trace& trace) {
  for (const SystemCall& call : CallsOnConnections(trace)) {
    if (call.name == "close") return trace.Excerpt(call.first_line);
  }
  return "";
}

}  // namespace lab
