// The clauses of lab 02 on the client.
//
//   RunContract(argc, argv, {..., ClientReportsAnIncompleteAnswer(), ...});
#ifndef LABS_02_HTTP_CLIENT_CLAUSES_H_
#define LABS_02_HTTP_CLIENT_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Needs Replies.
uds_testing::Clause ClientReportsAnIncompleteAnswer();

}  // namespace lab

#endif  // LABS_02_HTTP_CLIENT_CLAUSES_H_
