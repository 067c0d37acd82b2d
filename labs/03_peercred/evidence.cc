#include "labs/03_peercred/evidence.h"

#include <unistd.h>

#include <map>
#include <set>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/matchers.h"

namespace lab {
namespace {

using ::testing::Matcher;
using ::testing::MatchesRegex;
using ::uds_testing::AnyCallOf;
using ::uds_testing::Call;
using ::uds_testing::SystemCall;
using ::uds_testing::Trace;
using ::uds_testing::Ucred;

std::vector<std::string> Lines(std::string_view text) {
  return absl::StrSplit(std::string(text), '\n');
}

// `before`, who it is, perhaps the groups, `after`.
Matcher<std::string> TellsOf(std::string_view before, Ucred client,
                             std::string_view after) {
  return MatchesRegex(absl::StrFormat(
      "%sPID=%d UID=%d GID=%d( GROUPS=[0-9a-z,]*)?%s", std::string(before),
      client.pid, client.uid, client.gid, std::string(after)));
}

// The first byte that leaves on the connection `fd`, if any does in `calls`,
// which begin where it is accepted.
std::optional<FirstByte> FirstByteOf(const std::string& fd,
                                     absl::Span<const SystemCall> calls) {
  std::set<std::string> copies = {fd};
  bool asked = false;
  for (const SystemCall& call : calls) {
    if (call.args.empty() || copies.count(call.args[0]) == 0) continue;
    if (Call("fcntl").With("F_DUPFD").Succeeding().Matches(call)) {
      copies.insert(std::to_string(*call.value));  // as Go's File() does
    }
    if (Call("close").Matches(call)) copies.erase(call.args[0]);
    asked |= Call("getsockopt").With("SO_PEERCRED").Succeeding().Matches(call);
    if (AnyCallOf({"sendto", "sendmsg", "write", "writev"}).Matches(call)) {
      return FirstByte{.asked_before = asked, .line = call.first_line};
    }
  }
  return std::nullopt;
}

}  // namespace

Ucred Ours(pid_t pid) {
  return {.pid = pid, .uid = ::geteuid(), .gid = ::getegid()};
}

Ucred Self() { return Ours(::getpid()); }

std::vector<std::string> ClientLines(std::string_view output) {
  std::vector<std::string> lines;
  for (const std::string& line : Lines(output)) {
    if (line.find("Client connected") != line.npos) lines.push_back(line);
  }
  return lines;
}

Matcher<std::string> Names(Ucred client) {
  return TellsOf("Client connected: ", client, "");
}

Matcher<std::string> Greets(Ucred client) {
  return TellsOf("Welcome, verified client!\nYou are ", client, "\n");
}

std::string Behind(std::string_view prefix, std::string_view text) {
  for (const std::string& line : Lines(text)) {
    if (line.starts_with(prefix)) return line.substr(prefix.size());
  }
  return "";
}

std::vector<FirstByte> FirstBytes(const Trace& trace) {
  std::vector<FirstByte> first_bytes;
  for (size_t i = 0; i < trace.calls().size(); ++i) {
    const SystemCall& call = trace.calls()[i];
    if (!AnyCallOf({"accept", "accept4"}).Succeeding().Matches(call)) continue;
    const auto first_byte =
        FirstByteOf(std::to_string(*call.value),
                    absl::MakeConstSpan(trace.calls()).subspan(i));
    if (first_byte.has_value()) first_bytes.push_back(*first_byte);
  }
  return first_bytes;
}

std::optional<uds_testing::Injection> Forge(const Trace& trace, Ucred peer) {
  // strace counts the calls of each thread, from 1.
  std::map<pid_t, int> count_of;
  int first = 0;
  int last = 0;
  for (const SystemCall& call : trace.calls()) {
    if (!Call("getsockopt").Matches(call)) continue;
    const int number = ++count_of[call.thread];
    if (!Call("getsockopt").With("SO_PEERCRED").Matches(call)) continue;
    if (first == 0) first = number;
    last = number;
  }
  if (first == 0) return std::nullopt;
  return uds_testing::Injection::PeerCredentials(peer).On(first, last);
}

absl::Status WasForged(const Trace& trace, Ucred peer) {
  if (testing::Value(trace, uds_testing::SeesPeerCredentials(peer))) {
    return absl::OkStatus();
  }
  return absl::UnavailableError(
      "SO_PEERCRED was asked by another thread than the first time, so that "
      "its answer could not be forged; try again");
}

}  // namespace lab
