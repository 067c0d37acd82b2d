// The clauses on serving that every lab's programs keep, whatever they serve.
//
//   RunContract(argc, argv, {BindsAndListens(), Replies(ping),
//                            ServerNeverOpensAFile(ping), ...});
#ifndef COMMON_TESTING_CONTRACT_SERVING_CLAUSES_H_
#define COMMON_TESTING_CONTRACT_SERVING_CLAUSES_H_

#include "common/testing/contract/accept_clauses.h"  // IWYU pragma: export
#include "common/testing/contract/contract.h"
#include "common/testing/contract/conversation.h"

namespace uds_testing {

Clause BindsAndListens();

// They need BindsAndListens.
Clause SaysWhenItIsReady();
Clause Replies(const Conversation& conversation);

// They need Replies.
Clause ServerNeverOpensAFile(const Conversation& conversation);
Clause ClientNeverOpensAFile(const Conversation& conversation);

}  // namespace uds_testing

#endif  // COMMON_TESTING_CONTRACT_SERVING_CLAUSES_H_
