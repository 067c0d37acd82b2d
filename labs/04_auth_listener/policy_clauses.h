// The clauses of lab 04 on who may come in.
//
//   RunContract(argc, argv, {Replies(hello), AdmitsTheUidsThatAreNamed(hello),
//                            ...});
#ifndef LABS_04_AUTH_LISTENER_POLICY_CLAUSES_H_
#define LABS_04_AUTH_LISTENER_POLICY_CLAUSES_H_

#include "common/testing/contract/contract.h"
#include "common/testing/contract/conversation.h"

namespace lab {

// These need RefusesWithoutAWord.
uds_testing::Clause AdmitsTheUidsThatAreNamed(
    const uds_testing::Conversation& conversation);
uds_testing::Clause AdmitsTheGroupsThatAreNamed(
    const uds_testing::Conversation& conversation);
uds_testing::Clause NeverAdmitsTheOverflowUid();

// Needs Replies.
uds_testing::Clause RefusesListsOfNonsense();

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_POLICY_CLAUSES_H_
