#include "labs/03_peercred/evidence.h"

#include <unistd.h>

#include <map>
#include <regex>
#include <set>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/matchers.h"

namespace lab {
namespace {

using ::testing::Matcher;
using ::uds_testing::AnyCallOf;
using ::uds_testing::Call;
using ::uds_testing::SystemCall;
using ::uds_testing::Trace;
using ::uds_testing::Ucred;

std::vector<std::string> Lines(std::string_view text) {
  return absl::StrSplit(std::string(text), '\n');
}

// A text that says who `client` is, and perhaps its groups, between `before`
// and `after`. In words that a learner reads, and not as a regular expression.
class TellsOf : public testing::MatcherInterface<std::string> {
 public:
  TellsOf(std::string_view before, Ucred client, std::string_view after)
      : before_(before),
        who_(absl::StrFormat("PID=%d UID=%d GID=%d", client.pid, client.uid,
                             client.gid)),
        after_(after) {}

  bool MatchAndExplain(std::string text,
                       testing::MatchResultListener*) const override {
    return std::regex_match(
        text, std::regex(before_ + who_ + "( GROUPS=[0-9a-z,]*)?" + after_));
  }
  void DescribeTo(std::ostream* out) const override {
    *out << testing::PrintToString(before_ + who_ + after_)
         << ", perhaps with GROUPS=... behind the GID";
  }
  void DescribeNegationTo(std::ostream* out) const override {
    *out << "anything but ";
    DescribeTo(out);
  }

 private:
  std::string before_;
  std::string who_;
  std::string after_;
};

// The first byte that leaves on the connection `fd` or comes from it, if any
// does in `calls`, which begin where it is accepted.
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
    if (AnyCallOf({"sendto", "sendmsg", "write", "writev", "recvfrom",
                   "recvmsg", "read", "readv"})
            .Matches(call)) {
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

std::string OnlyClientLine(std::string_view output) {
  const std::vector<std::string> lines = ClientLines(output);
  if (lines.size() == 1) return lines[0];
  return absl::StrFormat("[%d lines with \"Client connected\"] %s",
                         lines.size(), absl::StrJoin(lines, " | "));
}

Matcher<std::string> Names(Ucred client) {
  return Matcher<std::string>(new TellsOf("Client connected: ", client, ""));
}

Matcher<std::string> Greets(Ucred client) {
  return Matcher<std::string>(
      new TellsOf("Welcome, verified client!\nYou are ", client, "\n"));
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

std::optional<uds_testing::Injection> WhereItAsks(
    const Trace& trace, std::string_view option,
    const uds_testing::Injection& fault) {
  // strace counts the calls of each thread, from 1.
  std::map<pid_t, int> count_of;
  bool connected = false;
  int first = 0;
  int last = 0;
  for (const SystemCall& call : trace.calls()) {
    connected |=
        AnyCallOf({"accept", "accept4", "connect"}).Succeeding().Matches(call);
    if (!Call("getsockopt").Matches(call)) continue;
    const int number = ++count_of[call.thread];
    if (!connected || !Call("getsockopt").With(option).Matches(call)) continue;
    if (first == 0) first = number;
    last = number;
  }
  if (first == 0) return std::nullopt;
  return fault.On(first, last);
}

std::optional<uds_testing::Injection> Forge(const Trace& trace, Ucred peer) {
  return WhereItAsks(trace, "SO_PEERCRED",
                     uds_testing::Injection::PeerCredentials(peer));
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
