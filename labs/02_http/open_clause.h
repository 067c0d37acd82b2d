// The clause of lab 02 on files that an answer might be made of.
//
//   RunContract(argc, argv, {..., OpensNoFileForAnyRequest(), ...});
#ifndef LABS_02_HTTP_OPEN_CLAUSE_H_
#define LABS_02_HTTP_OPEN_CLAUSE_H_

#include "common/testing/contract/contract.h"

namespace lab {

// Needs ServerNeverOpensAFile, which asks for "/" alone.
uds_testing::Clause OpensNoFileForAnyRequest();

}  // namespace lab

#endif  // LABS_02_HTTP_OPEN_CLAUSE_H_
