// The clause of lab 04 on what a refused peer costs the others: nothing.
//
//   RunContract(argc, argv, {Replies(hello), RefusalsHoldNobodyUp(), ...});
#ifndef LABS_04_AUTH_LISTENER_FLOOD_CLAUSE_H_
#define LABS_04_AUTH_LISTENER_FLOOD_CLAUSE_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Needs RefusesWithoutAWord.
uds_testing::Clause RefusalsHoldNobodyUp();

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_FLOOD_CLAUSE_H_
