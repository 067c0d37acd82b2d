// What the contract of lab 04 reads in a server's log and shows of its trace.
//
//   EXPECT_THAT(LogLines(*run, "Rejected"), ElementsAre(...));
#ifndef LABS_04_AUTH_LISTENER_EVIDENCE_H_
#define LABS_04_AUTH_LISTENER_EVIDENCE_H_

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

// The lines of a server's stdout and stderr that contain `word`.
std::vector<std::string> LogLines(const uds_testing::TracedRun& run,
                                  std::string_view word);

// A line that tells so, with all three numbers of `peer`, after whatever a
// logger puts before it. `allowed` is as in "only UID 1000 allowed".
testing::Matcher<std::string> TellsOfAccepted(uds_testing::Ucred peer);
testing::Matcher<std::string> TellsOfRejected(uds_testing::Ucred peer,
                                              std::string_view allowed);

// The lines of a trace in which its first connection was accepted, and what
// came next; empty if there is none.
std::string ExcerptOfFirst(const uds_testing::Trace& trace);

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_EVIDENCE_H_
