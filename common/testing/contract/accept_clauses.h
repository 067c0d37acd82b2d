// The clauses on an accept(2) that fails, which every lab's server keeps.
//
//   RunContract(argc, argv, {..., OutlivesFailedAccepts(ping),
//                            StaysCalmWithoutDescriptors()});
#ifndef COMMON_TESTING_CONTRACT_ACCEPT_CLAUSES_H_
#define COMMON_TESTING_CONTRACT_ACCEPT_CLAUSES_H_

#include "common/testing/contract/contract.h"
#include "common/testing/contract/conversation.h"

namespace uds_testing {

// It needs Replies.
Clause OutlivesFailedAccepts(const Conversation& conversation);

// It needs Replies and OutlivesFailedAccepts.
Clause StaysCalmWithoutDescriptors();

}  // namespace uds_testing

#endif  // COMMON_TESTING_CONTRACT_ACCEPT_CLAUSES_H_
