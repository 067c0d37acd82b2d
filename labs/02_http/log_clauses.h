// The clauses of lab 02 on the request log, where the peer's pid and UID stand
// in place of a source IP address.
//
//   RunContract(argc, argv, {..., LogsWhoAsked(), ...});
#ifndef LABS_02_HTTP_LOG_CLAUSES_H_
#define LABS_02_HTTP_LOG_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Needs Replies.
uds_testing::Clause LogsWhoAsked();

// Needs LogsWhoAsked.
uds_testing::Clause NoTargetForgesALineOfTheLog();

}  // namespace lab

#endif  // LABS_02_HTTP_LOG_CLAUSES_H_
