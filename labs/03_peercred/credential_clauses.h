// The clauses of lab 03 on how the server learns who a client is.
//
//   RunContract(argc, argv, {Replies(greeting), AsksBeforeItSpeaks(),
//                            ...});
#ifndef LABS_03_PEERCRED_CREDENTIAL_CLAUSES_H_
#define LABS_03_PEERCRED_CREDENTIAL_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Each needs the one before it, so that one wrong number shows as one failure;
// the first, Replies.
uds_testing::Clause AsksBeforeItSpeaks();
uds_testing::Clause CredentialsAgreeThreeWays();
uds_testing::Clause TellsTheClientWhomItSaw();

}  // namespace lab

#endif  // LABS_03_PEERCRED_CREDENTIAL_CLAUSES_H_
