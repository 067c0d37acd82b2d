// The clauses of lab 03 on its client.
//
//   RunContract(argc, argv, {Replies(greeting),
//   ClientReportsACutOffGreeting(),
//                            ...});
#ifndef LABS_03_PEERCRED_CLIENT_CLAUSES_H_
#define LABS_03_PEERCRED_CLIENT_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// All need Replies.
uds_testing::Clause ClientReportsACutOffGreeting();
uds_testing::Clause ClientRefusesAnotherUsersServer();

}  // namespace lab

#endif  // LABS_03_PEERCRED_CLIENT_CLAUSES_H_
