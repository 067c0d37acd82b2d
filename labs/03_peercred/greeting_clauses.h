// The clauses of lab 03 on greeting many, and those who do not behave.
//
//   RunContract(argc, argv, {Replies(greeting),
//   TellsTwentyAtOnceTheirOwnPids(),
//                            ...});
#ifndef LABS_03_PEERCRED_GREETING_CLAUSES_H_
#define LABS_03_PEERCRED_GREETING_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// All need TellsTheClientWhomItSaw.
uds_testing::Clause TellsTwentyAtOnceTheirOwnPids();
uds_testing::Clause EndsWellForOneWhoSpeaksFirst();
uds_testing::Clause OutlivesAClientThatIsGone();
uds_testing::Clause OutlivesTheReaderOfItsLog();

}  // namespace lab

#endif  // LABS_03_PEERCRED_GREETING_CLAUSES_H_
