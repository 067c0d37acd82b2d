// The clauses of lab 03 on peers of other kinds than the lab's own client.
//
//   RunContract(argc, argv, {Replies(greeting), NamesForeignUsers(), ...});
#ifndef LABS_03_PEERCRED_PEER_CLAUSES_H_
#define LABS_03_PEERCRED_PEER_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// All need TellsTheClientWhomItSaw.
uds_testing::Clause NamesForeignUsers();
uds_testing::Clause GreetsOnlyWhomTheKernelNames();
uds_testing::Clause ClaimsOfAClientChangeNothing();
uds_testing::Clause LogHoldsNoWordOfAClient();

}  // namespace lab

#endif  // LABS_03_PEERCRED_PEER_CLAUSES_H_
