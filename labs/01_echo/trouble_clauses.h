// The clauses of lab 01 on peers that stall, vanish, or cut a reply short.
//
//   RunContract(argc, argv, {..., ServesManyBesideOneThatStalls(), ...});
#ifndef LABS_01_ECHO_TROUBLE_CLAUSES_H_
#define LABS_01_ECHO_TROUBLE_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Needs EchoesAMegabyteInOddPieces.
uds_testing::Clause ServesManyBesideOneThatStalls();

// Needs ServesManyBesideOneThatStalls.
uds_testing::Clause OutlivesAClientThatVanishes();

// Needs Replies.
uds_testing::Clause ClientReportsAnIncompleteReply();

}  // namespace lab

#endif  // LABS_01_ECHO_TROUBLE_CLAUSES_H_
