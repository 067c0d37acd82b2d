// The clauses on the life of a socket's file, which every lab's server keeps
// that binds one itself.
//
//   RunContract(argc, argv, {BindsAndListens(), SocketFileHoldsNoData(), ...});
#ifndef COMMON_TESTING_CONTRACT_SOCKET_FILE_CLAUSES_H_
#define COMMON_TESTING_CONTRACT_SOCKET_FILE_CLAUSES_H_

#include "common/testing/contract/contract.h"
#include "common/testing/contract/conversation.h"

namespace uds_testing {

// They need BindsAndListens.
Clause SocketFileHoldsNoData();
Clause RemovesItsSocketFile();
Clause LeavesARegularFileAsItIs();

// It needs SocketFileHoldsNoData too.
Clause ModeHoldsFromTheFirstInstant();

// They need Replies, and the second SocketFileHoldsNoData.
Clause RefusesAPathInUse(const Conversation& conversation);
Clause ReplacesAStaleSocketFile(const Conversation& conversation);

}  // namespace uds_testing

#endif  // COMMON_TESTING_CONTRACT_SOCKET_FILE_CLAUSES_H_
