// The clauses of lab 01 on what comes back.
//
//   RunContract(argc, argv, {Replies(ping), EchoesAMegabyteInOddPieces(),
//   ...});
#ifndef LABS_01_ECHO_ECHO_CLAUSES_H_
#define LABS_01_ECHO_ECHO_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// They need Replies.
uds_testing::Clause PrefixLeavesWithTheFirstBytes();
uds_testing::Clause SaysNothingToTheSilent();
uds_testing::Clause EchoesAMegabyteInOddPieces();

// Needs EchoesAMegabyteInOddPieces.
uds_testing::Clause FinishesWhatIsInFlightOnSigterm();

}  // namespace lab

#endif  // LABS_01_ECHO_ECHO_CLAUSES_H_
