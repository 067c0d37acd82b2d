// The clauses of lab 04 on what a server does with a peer that it lets in, and
// with one that it refuses.
//
//   RunContract(argc, argv, {Replies(hello), AsksTheKernelBeforeItReads(),
//   ...});
#ifndef LABS_04_AUTH_LISTENER_PEER_CLAUSES_H_
#define LABS_04_AUTH_LISTENER_PEER_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// These need Replies.
uds_testing::Clause AsksTheKernelBeforeItReads();
uds_testing::Clause LogsWhoCameIn();

// Needs AsksTheKernelBeforeItReads.
uds_testing::Clause RefusesWithoutAWord();

// These need RefusesWithoutAWord.
uds_testing::Clause LogsWhoWasRefused();
uds_testing::Clause RefusesWhomItCannotAskAbout();

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_PEER_CLAUSES_H_
