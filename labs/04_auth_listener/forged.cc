#include "labs/04_auth_listener/forged.h"

#include "absl/strings/str_format.h"
#include "common/testing/strace/matchers.h"

namespace lab {

using ::uds_testing::AnyCallOf;
using ::uds_testing::Call;
using ::uds_testing::CallPattern;
using ::uds_testing::SystemCall;
using ::uds_testing::Trace;
using ::uds_testing::Ucred;

namespace {

constexpr const char* kWayOut =
    "strace counts the calls of getsockopt of each thread by itself: a server "
    "that asks in another thread for each client, or asks more than this one "
    "question, cannot be judged so. Ask for SO_PEERCRED in the thread that "
    "accepts, once for each connection.";

}  // namespace

CallPattern AnsweredAs(Ucred peer) {
  return Call("getsockopt")
      .With(absl::StrFormat("{pid=%d, uid=%u, gid=%u}", peer.pid, peer.uid,
                            peer.gid));
}

absl::Status ForgedOnly(const Trace& trace, const CallPattern& forged,
                        int first, int last) {
  const auto connections =
      CallsMatching(trace, AnyCallOf({"accept", "accept4"}).Succeeding());
  const auto questions =
      CallsMatching(trace, Call("getsockopt").With("SO_PEERCRED"));
  if (questions.size() > connections.size()) {
    return absl::UnavailableError(absl::StrFormat(
        "SO_PEERCRED was asked for %d times on %d connections, so that forged "
        "answers came to others than was meant. %s",
        questions.size(), connections.size(), kWayOut));
  }
  int number = 0;
  for (const SystemCall& question : questions) {
    ++number;
    const bool meant = first <= number && number <= last;
    if (forged.Matches(question) == meant) continue;
    return absl::UnavailableError(absl::StrFormat(
        "question %d for SO_PEERCRED got %s answer; forged ones were meant for "
        "questions %d to %d alone. %s\n%s",
        number, meant ? "the kernel's own" : "a forged", first, last, kWayOut,
        trace.Excerpt(question.last_line)));
  }
  return absl::OkStatus();
}

}  // namespace lab
