// The clauses of lab 04 on what a server does with a peer that it refuses.
//
//   RunContract(argc, argv, {Replies(hello), AsksTheKernelBeforeItReads(),
//                            RefusesWithoutAWord(), ...});
#ifndef LABS_04_AUTH_LISTENER_REFUSAL_CLAUSES_H_
#define LABS_04_AUTH_LISTENER_REFUSAL_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Needs AsksTheKernelBeforeItReads.
uds_testing::Clause RefusesWithoutAWord();

// These need RefusesWithoutAWord.
uds_testing::Clause LogsWhoWasRefused();
uds_testing::Clause RefusesWhomItCannotAskAbout();

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_REFUSAL_CLAUSES_H_
