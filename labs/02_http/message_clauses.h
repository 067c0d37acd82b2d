// The clauses of lab 02 on requests and their answers, RFC 9110 and 9112.
//
//   RunContract(argc, argv, {..., AnswersInOrder(), ...});
#ifndef LABS_02_HTTP_MESSAGE_CLAUSES_H_
#define LABS_02_HTTP_MESSAGE_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Needs Replies; the next two need it, and the last one
// TakesARequestCutAnywhere.
uds_testing::Clause RoutesByMethodAndPath();
uds_testing::Clause AnswersInOrder();
uds_testing::Clause TakesARequestCutAnywhere();
uds_testing::Clause SaysContinueToWhoAsks();

}  // namespace lab

#endif  // LABS_02_HTTP_MESSAGE_CLAUSES_H_
