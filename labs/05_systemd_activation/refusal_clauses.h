// The clauses on what a server must not take: variables and descriptors that
// are not as sd_listen_fds(3) and systemd.socket(5) say.
#ifndef LABS_05_SYSTEMD_ACTIVATION_REFUSAL_CLAUSES_H_
#define LABS_05_SYSTEMD_ACTIVATION_REFUSAL_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// They need Replies, since what refuses everything refuses these too.
uds_testing::Clause SaysThatItHasToBeActivated();
uds_testing::Clause RefusesWhatIsForAnotherPid();
uds_testing::Clause RefusesAWrongCount();
uds_testing::Clause RefusesNamesOfAnotherNumber();
uds_testing::Clause RefusesWhatIsNoListener();

}  // namespace lab

#endif  // LABS_05_SYSTEMD_ACTIVATION_REFUSAL_CLAUSES_H_
