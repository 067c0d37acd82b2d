// The clause of lab 04 on groups whose members may come in.
//
//   RunContract(argc, argv, {Replies(hello), AdmitsTheGroupsThatAreNamed(),
//                            ...});
#ifndef LABS_04_AUTH_LISTENER_GROUP_CLAUSE_H_
#define LABS_04_AUTH_LISTENER_GROUP_CLAUSE_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Needs AdmitsTheUidsThatAreNamed.
uds_testing::Clause AdmitsTheGroupsThatAreNamed();

}  // namespace lab

#endif  // LABS_04_AUTH_LISTENER_GROUP_CLAUSE_H_
