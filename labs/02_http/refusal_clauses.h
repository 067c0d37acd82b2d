// The clauses of lab 02 on what a server must not take for a request.
//
//   RunContract(argc, argv, {..., RefusesWhatIsNoRequest(), ...});
#ifndef LABS_02_HTTP_REFUSAL_CLAUSES_H_
#define LABS_02_HTTP_REFUSAL_CLAUSES_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Needs Replies.
uds_testing::Clause RefusesWhatIsNoRequest();

// Needs that, and TakesARequestCutAnywhere.
uds_testing::Clause BoundsWhatItTakes();

}  // namespace lab

#endif  // LABS_02_HTTP_REFUSAL_CLAUSES_H_
