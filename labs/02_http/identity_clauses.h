// The clauses of lab 02 on what handlers know of who is at the other end.
//
//   RunContract(argc, argv, {..., OnlyItsAuthorDeletesANote(), ...});
#ifndef LABS_02_HTTP_IDENTITY_CLAUSES_H_
#define LABS_02_HTTP_IDENTITY_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// They need RoutesByMethodAndPath; the second one AnswersInOrder.
uds_testing::Clause ListsTheConnectionsThatItServes();
uds_testing::Clause OnlyItsAuthorDeletesANote();

}  // namespace lab

#endif  // LABS_02_HTTP_IDENTITY_CLAUSES_H_
