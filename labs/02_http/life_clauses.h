// The clauses of lab 02 on clients that are slow, silent or half gone, and on
// the end of the server.
//
//   RunContract(argc, argv, {..., GivesUpOnASlowHeader(), ...});
#ifndef LABS_02_HTTP_LIFE_CLAUSES_H_
#define LABS_02_HTTP_LIFE_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Needs AnswersInOrder.
uds_testing::Clause AnswersAHalfClosedClient();

// They need TakesARequestCutAnywhere, and the last one the one before it.
uds_testing::Clause GivesUpOnASlowHeader();
uds_testing::Clause ServesFastClientsBesideSlowOnes();
uds_testing::Clause FinishesWhatIsInFlightOnSigterm();

}  // namespace lab

#endif  // LABS_02_HTTP_LIFE_CLAUSES_H_
