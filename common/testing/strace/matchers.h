// Expectations about a trace that read as sentences.
//
//   EXPECT_THAT(trace, NeverOpensAFile());
//   EXPECT_THAT(trace, MakesCallsInOrder({Call("socket").With("AF_UNIX"),
//                                         Call("bind").Succeeding(),
//                                         Call("listen").Returning(0)}));
//
// A failure prints the rule and the line of the trace that breaks it, with
// three lines either side. Not for proof that a trace saw anything at all: an
// empty one never opens a file either, so expect a call that is known to be
// there beside each "never".
#ifndef COMMON_TESTING_STRACE_MATCHERS_H_
#define COMMON_TESTING_STRACE_MATCHERS_H_

#include <vector>

#include "common/testing/strace/arguments.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/event.h"
#include "common/testing/strace/trace.h"
#include "gmock/gmock.h"

namespace uds_testing {

using TraceMatcher = testing::Matcher<const Trace&>;

// No call of the open family (see OpenFamilyCalls), failed ones included: a
// file that was not there was looked for.
TraceMatcher NeverOpensAFile();

// At least one call like `pattern`.
TraceMatcher Makes(CallPattern pattern);

// No call like `pattern`.
TraceMatcher NeverMakes(CallPattern pattern);

// Calls like `patterns`, one after the other in the order in which they
// returned; others may stand between them.
TraceMatcher MakesCallsInOrder(std::vector<CallPattern> patterns);

// A getsockopt(SO_PEERCRED) whose answer was exactly `credentials`.
TraceMatcher SeesPeerCredentials(Ucred credentials);

// The calls like `pattern`, in the order in which they returned.
std::vector<SystemCall> CallsMatching(const Trace& trace,
                                      const CallPattern& pattern);

// The calls that open a file, or try to: open, openat, openat2, creat,
// open_by_handle_at. io_uring_setup is among them, since a ring that it makes
// takes IORING_OP_OPENAT requests through shared memory, where no system call
// shows them (io_uring(7)).
std::vector<SystemCall> OpenFamilyCalls(const Trace& trace);

}  // namespace uds_testing

#endif  // COMMON_TESTING_STRACE_MATCHERS_H_
