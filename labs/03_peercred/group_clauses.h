// The clauses of lab 03 on the groups of a client.
//
//   RunContract(argc, argv, {TellsTheClientWhomItSaw(),
//                            NamesTheSupplementaryGroups(), ...});
#ifndef LABS_03_PEERCRED_GROUP_CLAUSES_H_
#define LABS_03_PEERCRED_GROUP_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// The first needs TellsTheClientWhomItSaw, the second the first.
uds_testing::Clause NamesTheSupplementaryGroups();
uds_testing::Clause AsksAgainWhereTheGroupsDoNotFit();

}  // namespace lab

#endif  // LABS_03_PEERCRED_GROUP_CLAUSES_H_
