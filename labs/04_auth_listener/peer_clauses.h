// The clauses of lab 04 on what a server asks and says of a peer that it lets
// in.
//
//   RunContract(argc, argv, {Replies(hello), AsksTheKernelBeforeItReads(),
//                            ...});
#ifndef LABS_04_AUTH_LISTENER_PEER_CLAUSES_H_
#define LABS_04_AUTH_LISTENER_PEER_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Needs Replies.
uds_testing::Clause AsksTheKernelBeforeItReads();

// Needs AsksTheKernelBeforeItReads.
uds_testing::Clause LogsWhoCameIn();

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_PEER_CLAUSES_H_
