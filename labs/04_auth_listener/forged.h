// Whether strace has forged the answers that it was asked to forge.
//
//   // {.injections = {Injection::PeerCredentials(kStranger).On(2, 3)}}
//   absl::Status forged = ForgedOnly(run->trace, AnsweredAs(kStranger), 2, 3);
//   if (!Judgeable(forged)) return;
//
// strace counts the calls of each thread by itself, and all options together.
// So an injection with On may hit other calls than those that were meant, and
// what the server then does says nothing about it. Not for injections without
// On: they hit every call.
#ifndef LABS_04_AUTH_LISTENER_FORGED_H_
#define LABS_04_AUTH_LISTENER_FORGED_H_

#include "absl/status/status.h"
#include "common/testing/strace/arguments.h"
#include "common/testing/strace/call_pattern.h"
#include "common/testing/strace/trace.h"

namespace lab {

// A getsockopt(2) that told of `peer`.
uds_testing::CallPattern AnsweredAs(uds_testing::Ucred peer);

// UNAVAILABLE unless, of the questions for SO_PEERCRED in `trace`, counted from
// 1, those from `first` to `last` were answered as `forged` says, and no other,
// and unless it was asked once for each connection at most.
// Questions that were never put are no objection: the server may have been too
// slow.
absl::Status ForgedOnly(const uds_testing::Trace& trace,
                        const uds_testing::CallPattern& forged, int first,
                        int last);

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_FORGED_H_
