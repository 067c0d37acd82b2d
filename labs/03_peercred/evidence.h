// What the contract of lab 03 reads in a server's log, in its greeting and in
// its trace.
//
//   EXPECT_THAT(OnlyClientLine(run->output), Names(client));
//   EXPECT_THAT(heard.said, Greets(client));
//
// Both texts end in who it was: "PID=12 UID=1000 GID=100", and behind that may
// stand " GROUPS=...".
#ifndef LABS_03_PEERCRED_EVIDENCE_H_
#define LABS_03_PEERCRED_EVIDENCE_H_

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/testing/strace/arguments.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/trace.h"
#include "gmock/gmock.h"

namespace lab {

// Process `pid` of our user and group; without `pid`, ourselves.
uds_testing::Ucred Ours(pid_t pid);
uds_testing::Ucred Self();

// The lines of a server's output that tell of clients, without their newlines.
std::vector<std::string> ClientLines(std::string_view output);

// The one of them; where there is not one, a text in brackets that says so.
std::string OnlyClientLine(std::string_view output);

// A line of the log that tells of `client`, from its first byte to its last.
testing::Matcher<std::string> Names(uds_testing::Ucred client);

// A whole greeting that tells it so.
testing::Matcher<std::string> Greets(uds_testing::Ucred client);

// What stands behind `prefix` up to the end of that line; empty if `text` has
// no line that begins so.
std::string Behind(std::string_view prefix, std::string_view text);

// The first call by which a server sends or receives on a connection that it
// had accepted.
struct FirstByte {
  bool asked_before;  // SO_PEERCRED of that connection, or of a copy of it
  size_t line;        // of the trace
};
std::vector<FirstByte> FirstBytes(const uds_testing::Trace& trace);

// Restricts `fault`, which is one of getsockopt(2), to those calls in which the
// next run of the same program asks for `option`, as "SO_PEERCRED": none else,
// as their answers may be smaller, and none before there is a connection, about
// which a program may ask to test itself. None if it did not ask in `trace`.
std::optional<uds_testing::Injection> WhereItAsks(
    const uds_testing::Trace& trace, std::string_view option,
    const uds_testing::Injection& fault);

// What makes the next run of the same program see `peer` where it asked for
// SO_PEERCRED in `trace`. None if it did not ask.
std::optional<uds_testing::Injection> Forge(const uds_testing::Trace& trace,
                                            uds_testing::Ucred peer);

// Whether the program of `trace` was given `peer` so. UNAVAILABLE if not: with
// threads, another one may have asked this time, and nothing was judged.
absl::Status WasForged(const uds_testing::Trace& trace,
                       uds_testing::Ucred peer);

}  // namespace lab

#endif  // LABS_03_PEERCRED_EVIDENCE_H_
