// The clauses on what the manager hears from a service, and finds when it ends.
#ifndef LABS_05_SYSTEMD_ACTIVATION_MANAGER_CLAUSES_H_
#define LABS_05_SYSTEMD_ACTIVATION_MANAGER_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// They need Replies.
uds_testing::Clause TellsTheManagerHowFarItIs();
uds_testing::Clause LeavesTheSocketToTheManager();

}  // namespace lab

#endif  // LABS_05_SYSTEMD_ACTIVATION_MANAGER_CLAUSES_H_
