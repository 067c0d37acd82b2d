// One visit to a server that takes its visitor for somebody else, since strace
// forges what the kernel says of him.
//
//   ExpectVisit(subject, VisitAs(kStranger, "--allow_uid=4711",
//                                Visit::kServed, "its UID is named"));
//
// Each takes a server of its own. Not for a visitor that is really another
// user: see real_second_user_test.
#ifndef LABS_04_AUTH_LISTENER_FORGED_VISIT_H_
#define LABS_04_AUTH_LISTENER_FORGED_VISIT_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/testing/contract/subject.h"
#include "common/testing/strace/arguments.h"
#include "common/testing/strace/injection.h"
#include "common/testing/strace/trace.h"
#include "labs/04_auth_listener/visit.h"

namespace lab {

struct ForgedVisit {
  std::vector<std::string> flags;  // of the server
  std::vector<uds_testing::Injection> injections;
  Visit::Outcome expected;
  std::string why;  // it is expected: "its UID, 4711, is named"

  // UNAVAILABLE if the trace shows that strace did not forge what it should.
  std::function<absl::Status(const uds_testing::Trace&)> forged;
};

// The kernel says that the visitor is `peer`.
ForgedVisit VisitAs(uds_testing::Ucred peer, const std::string& flag,
                    Visit::Outcome expected, const std::string& why);

// The visitor is the user of this process; nothing is forged.
ForgedVisit VisitAsOneself(const std::string& flag, Visit::Outcome expected,
                           const std::string& why);

// Fails the clause if the visit does not go as expected, with the trace of it;
// UNKNOWN where it cannot be told.
void ExpectVisit(const uds_testing::Subject& subject, const ForgedVisit& visit);

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_FORGED_VISIT_H_
