// The clauses of lab 04 on who may come in.
//
//   RunContract(argc, argv, {Replies(hello), AdmitsTheUidsThatAreNamed(),
//                            ...});
#ifndef LABS_04_AUTH_LISTENER_POLICY_CLAUSES_H_
#define LABS_04_AUTH_LISTENER_POLICY_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Needs RefusesWithoutAWord.
uds_testing::Clause AdmitsTheUidsThatAreNamed();

// Needs AdmitsTheGroupsThatAreNamed.
uds_testing::Clause NeverAdmitsTheOverflowUid();

// Needs Replies.
uds_testing::Clause RefusesListsOfNonsense();

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_POLICY_CLAUSES_H_
