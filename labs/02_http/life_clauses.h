// The clauses of lab 02 on clients that are slow, silent or half gone, and on
// the end of the server.
//
//   RunContract(argc, argv, {..., GivesUpOnASlowHeader(), ...});
#ifndef LABS_02_HTTP_LIFE_CLAUSES_H_
#define LABS_02_HTTP_LIFE_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Needs ServerNeverOpensAFile, which asks for "/" alone.
uds_testing::Clause OpensNoFileForAnyRequest();

// They need Replies.
uds_testing::Clause AnswersAHalfClosedClient();
uds_testing::Clause GivesUpOnASlowHeader();
uds_testing::Clause ServesFastClientsBesideSlowOnes();
uds_testing::Clause FinishesWhatIsInFlightOnSigterm();

}  // namespace lab

#endif  // LABS_02_HTTP_LIFE_CLAUSES_H_
