// The clauses on who is told of whom.
#ifndef LABS_05_SYSTEMD_ACTIVATION_IDENTITY_CLAUSES_H_
#define LABS_05_SYSTEMD_ACTIVATION_IDENTITY_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// They need Replies.
uds_testing::Clause AsksTheKernelBeforeItReads();
uds_testing::Clause TheClientIsToldOfTheManager();

// It needs AsksTheKernelBeforeItReads.
uds_testing::Clause RefusesAStranger();

}  // namespace lab

#endif  // LABS_05_SYSTEMD_ACTIVATION_IDENTITY_CLAUSES_H_
