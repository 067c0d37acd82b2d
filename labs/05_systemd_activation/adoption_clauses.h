// The clauses on what a server does with the sockets that it is passed.
#ifndef LABS_05_SYSTEMD_ACTIVATION_ADOPTION_CLAUSES_H_
#define LABS_05_SYSTEMD_ACTIVATION_ADOPTION_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

uds_testing::Clause TakesTheSocketItIsPassed();

// It needs TakesTheSocketItIsPassed.
uds_testing::Clause SaysWhatItUses();

// They need Replies.
uds_testing::Clause KeepsTheSocketFromChildren();
uds_testing::Clause ServesEachOfTwoSockets();

}  // namespace lab

#endif  // LABS_05_SYSTEMD_ACTIVATION_ADOPTION_CLAUSES_H_
