// The clauses on those who wait in the queue of the manager's socket.
#ifndef LABS_05_SYSTEMD_ACTIVATION_QUEUE_CLAUSES_H_
#define LABS_05_SYSTEMD_ACTIVATION_QUEUE_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// It needs Replies.
uds_testing::Clause ServesWhoWaitedThroughACrash();

// It needs that one, TellsTheManagerHowFarItIs and LeavesTheSocketToTheManager.
uds_testing::Clause LeavesTheQueueToTheNext();

}  // namespace lab

#endif  // LABS_05_SYSTEMD_ACTIVATION_QUEUE_CLAUSES_H_
