// What the contract of lab 04 reads in a server's trace and in its log.
//
//   for (const Handling& handling : HandlingsOf(run->trace)) {
//     EXPECT_TRUE(handling.asked_first) << run->trace.Excerpt(handling.line);
//   }
//   EXPECT_THAT(LogLines(*run, "Rejected"), ElementsAre(...));
#ifndef LABS_04_AUTH_LISTENER_EVIDENCE_H_
#define LABS_04_AUTH_LISTENER_EVIDENCE_H_

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/testing/strace/arguments.h"
#include "common/testing/strace/trace.h"
#include "common/testing/strace/traced_process.h"
#include "gmock/gmock.h"

namespace lab {

// Somebody who is not the user of this process, as strace forges him.
inline constexpr uds_testing::Ucred kStranger = {
    .pid = 5713, .uid = 4711, .gid = 4712};

// What a server did with one connection, or with copies of its descriptor.
struct Handling {
  size_t line;               // of the trace, in which it was accepted
  bool asked = false;        // for SO_PEERCRED, and
  bool asked_first = false;  // before it read or wrote
  size_t transfers = 0;      // calls of recv, send and their kin
  bool closed = false;
};

// Of all connections, in the order in which they were accepted.
std::vector<Handling> HandlingsOf(const uds_testing::Trace& trace);

// The lines of a server's stdout and stderr that contain `word`.
std::vector<std::string> LogLines(const uds_testing::TracedRun& run,
                                  std::string_view word);

// A line that tells so, with all three numbers of `peer`, after whatever a
// logger puts before it. `allowed` is as in "only UID 1000 allowed".
testing::Matcher<std::string> TellsOfAccepted(uds_testing::Ucred peer);
testing::Matcher<std::string> TellsOfRejected(uds_testing::Ucred peer,
                                              std::string_view allowed);

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_EVIDENCE_H_
